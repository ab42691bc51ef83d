import type { Call } from '../command'
import type { ReadRequest } from './read-request'
import { findStream } from './stream-access'

/**
 * While XREADGROUP … CLAIM waits (8.4), an entry that somebody else has may become old enough: no command happens then, so an
 * alarm of the server's clock has to tell. It is set anew whenever the group delivers something.
 */
export class ClaimWait {
  #cancelAlarm: () => void = () => undefined
  #leave: (() => void)[] = []

  constructor(
    private readonly call: Call,
    private readonly request: ReadRequest
  ) {}

  /** Sets the alarm for the entry that is old enough first. */
  arm(): void {
    this.end()
    const { engine, db } = this.call
    const minIdle = this.request.group?.minIdle
    if (minIdle === undefined) return
    let next = Infinity
    for (const { key } of this.request.streams) {
      const stream = findStream(this.call, key)
      const group = stream?.groups.get(this.request.group?.name ?? '')
      if (stream === undefined || group === undefined) continue
      const changed = (): void => engine.keyspace.ready(db, key)
      group.watchers.add(changed)
      this.#leave.push(() => group.watchers.delete(changed))
      let oldest = group.longestWaiting
      // An entry that is gone from the stream is never claimed.
      while (oldest !== undefined && !stream.log.has(oldest.id)) oldest = oldest.later
      if (oldest !== undefined) next = Math.min(next, oldest.deliveredAt + minIdle)
    }
    if (next < Infinity) this.#cancelAlarm = engine.clock.alarm(Math.max(next, engine.clock.now() + 1), () => this.#ring())
  }

  end(): void {
    this.#cancelAlarm()
    for (const leave of this.#leave) leave()
    this.#leave = []
  }

  #ring(): void {
    const { engine, db } = this.call
    for (const { key } of this.request.streams) engine.keyspace.ready(db, key)
    engine.blocked.serve()
  }
}
