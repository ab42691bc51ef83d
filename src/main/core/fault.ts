import type { FaultCode, FaultData } from '@shared/contract/fault'

/** A failure that a person can do something about: code, what happened, what to do next. */
export class Fault extends Error {
  override readonly name = 'Fault'
  constructor(readonly code: FaultCode, message: string, readonly next: string) {
    super(message)
  }

  toData(): FaultData {
    return { code: this.code, message: this.message, next: this.next }
  }
}
