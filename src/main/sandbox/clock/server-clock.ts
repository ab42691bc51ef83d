/** Real time as the server is given it. Only entries and tests make one. */
export interface TimeSource {
  /** Milliseconds since 1970, with a fraction. */
  now(): number
  /** Calls `run` once after `ms` of real time; the function that it gives calls it off. */
  startTimer(run: () => void, ms: number): () => void
}

interface Alarm {
  at: number
  run: () => void
}

/** setTimeout cannot wait longer; the clock looks again then. */
const LONGEST_WAIT = 2 ** 31 - 1

/**
 * The one clock of the server: ids, idle times, expiry and BLOCK time-outs all ask it. It runs with real time until it is
 * held; a held clock stands still and moves only when it is advanced, and alarms that fall due on the way ring in their
 * order, each at its own time. Released, it goes on from where it stands: it never goes back.
 */
export class ServerClock {
  readonly #source: TimeSource
  readonly #alarms = new Set<Alarm>()
  #state: { kind: 'running'; ahead: number } | { kind: 'held'; at: number } = { kind: 'running', ahead: 0 }
  #cancelTimer: (() => void) | undefined
  #timerAt = Infinity

  constructor(source: TimeSource) {
    this.#source = source
  }

  /** Whole milliseconds since 1970. */
  now(): number {
    return Math.floor(this.exact())
  }

  /** Milliseconds since 1970 with a fraction, as TIME tells it. */
  exact(): number {
    return this.#state.kind === 'held' ? this.#state.at : this.#source.now() + this.#state.ahead
  }

  get held(): boolean {
    return this.#state.kind === 'held'
  }

  /** Milliseconds by which the clock is ahead of real time. */
  get ahead(): number {
    return this.exact() - this.#source.now()
  }

  hold(): void {
    if (this.#state.kind === 'running') this.#state = { kind: 'held', at: this.exact() }
    this.#arm()
  }

  release(): void {
    if (this.#state.kind === 'held') this.#state = { kind: 'running', ahead: this.#state.at - this.#source.now() }
    this.#arm()
  }

  /** Moves the clock forward, held or running. */
  advance(ms: number): void {
    const end = this.exact() + ms
    for (let next = this.#next(); next !== undefined && next.at <= end; next = this.#next()) {
      this.#moveTo(Math.max(next.at, this.exact()))
      this.#ring(next)
    }
    this.#moveTo(Math.max(end, this.exact()))
    this.#arm()
  }

  /** Sets a clock that a snapshot brought along: held at that very time. */
  restore(at: number): void {
    this.#state = { kind: 'held', at }
    this.#arm()
  }

  /** Calls `run` when the clock reaches `at`, never before and never inside this call. The function given calls it off. */
  alarm(at: number, run: () => void): () => void {
    const alarm: Alarm = { at, run }
    this.#alarms.add(alarm)
    if (at < this.#timerAt) this.#arm()
    return () => {
      this.#alarms.delete(alarm)
    }
  }

  dispose(): void {
    this.#alarms.clear()
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #moveTo(at: number): void {
    if (this.#state.kind === 'held') this.#state = { kind: 'held', at }
    else this.#state = { kind: 'running', ahead: at - this.#source.now() }
  }

  #next(): Alarm | undefined {
    let first: Alarm | undefined
    for (const alarm of this.#alarms) if (first === undefined || alarm.at < first.at) first = alarm
    return first
  }

  #ring(alarm: Alarm): void {
    this.#alarms.delete(alarm)
    alarm.run()
  }

  #arm(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#timerAt = Infinity
    const next = this.#next()
    if (next === undefined || this.#state.kind === 'held') return
    this.#timerAt = next.at
    this.#cancelTimer = this.#source.startTimer(() => this.#look(), Math.min(LONGEST_WAIT, Math.max(0, next.at - this.exact())))
  }

  #look(): void {
    for (let next = this.#next(); next !== undefined && next.at <= this.exact(); next = this.#next()) this.#ring(next)
    this.#arm()
  }
}
