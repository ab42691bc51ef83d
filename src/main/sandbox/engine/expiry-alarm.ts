import type { ServerClock } from '../clock/server-clock'
import type { Keyspace } from '../keyspace/keyspace'

/** Keys whose time has come are looked for no more often than that. Those that are asked for are found at once. */
const EVERY_MS = 100

/**
 * Lets keys go that nobody asks for. It rings only when the next one goes, so that a clock that is held and then moved on
 * lets them go at their times, and a year without keys that go passes in one step.
 */
export class ExpiryAlarm {
  #cancel: () => void = () => undefined
  /** When keys are looked for next, and when that was done last. */
  #at = Infinity
  #lookedAt = -Infinity

  /** `wanted`: false while a test wants only those keys to go that are asked for. `afterwards`: keys have gone. */
  constructor(
    private readonly clock: ServerClock,
    private readonly keyspace: Keyspace,
    private readonly wanted: () => boolean,
    private readonly afterwards: () => void
  ) {}

  /** To be called after every command: it may have given a key a time. */
  look(): void {
    if (this.keyspace.soonestExpiry < this.#at && this.wanted()) this.#arm()
  }

  dispose(): void {
    this.#cancel()
  }

  #arm(): void {
    this.#cancel()
    this.#at = Math.max(this.keyspace.soonestExpiry, this.#lookedAt + EVERY_MS)
    if (this.#at < Infinity) this.#cancel = this.clock.alarm(this.#at, () => this.#ring())
  }

  #ring(): void {
    this.#at = Infinity
    if (!this.wanted()) return
    this.#lookedAt = this.clock.exact()
    this.keyspace.expireDue()
    this.afterwards()
    this.#arm()
  }
}
