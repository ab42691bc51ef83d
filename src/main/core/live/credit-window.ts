/**
 * How far a reader may be sent ahead of what it has acknowledged. Neither transport has flow control of its own:
 * without this, a reader that stopped would grow the host's memory without bound.
 */
export class CreditWindow {
  private sent = 0
  private acknowledged = 0
  private wake: (() => void) | undefined

  constructor(private readonly size: number) {}

  /** Numbers the next frame. Call only with credit. */
  take(): number {
    this.sent += 1
    return this.sent
  }

  hasCredit(): boolean {
    return this.sent - this.acknowledged < this.size
  }

  /** Acknowledges every frame up to `frame`. A number that was never sent, or that goes back, changes nothing. */
  acknowledge(frame: number): void {
    if (frame <= this.acknowledged || frame > this.sent) return
    this.acknowledged = frame
    this.wake?.()
  }

  /** Resolves when there is credit, or when the signal aborts. One waiter at a time. */
  async waitForCredit(signal: AbortSignal): Promise<void> {
    while (!this.hasCredit() && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.wake = undefined
          signal.removeEventListener('abort', done)
          resolve()
        }
        this.wake = done
        signal.addEventListener('abort', done)
      })
    }
  }
}
