import type { ReadOptions } from '../read-group'
import type { Backpressure } from './backpressure'
import { createEntryWork, type EntryWork, type EntryWorkOptions } from './entry-work'
import { createPolicyCommands } from './policy-commands'
import { createRecallRetries, type RecallRetries } from './recall-retries'
import { createTakeBack, type TakeBack, type TakeBackOptions } from './take-back'

/** What the policies of a group add to its consumers' loop, each at its own place. */
export interface PolicyLoop {
  readOptions: ReadOptions
  mayRead: Backpressure
  takeBack: TakeBack
  workOn: EntryWork
  /** Before own pending entries are read, and where they are not: before anything is. */
  recall: RecallRetries
  /** BLOCK may not outlast the next retry. Whole milliseconds. */
  waitAtMost(): number
}

/** `retries` and `mayRead`: what is planned, and that reading is paused, outlive a change of the policies. */
export type PolicyLoopOptions = EntryWorkOptions & Pick<TakeBackOptions, 'lost'> & { mayRead: Backpressure }

export function createPolicyLoop(options: PolicyLoopOptions): PolicyLoop {
  const { policies, clock, retries } = options
  const commands = createPolicyCommands(options.key, options.group, options.consumer)
  return {
    readOptions: { noAck: policies.noAck, ...(policies.reclaim.by === 'read' && { claimMinIdleMs: policies.reclaim.minIdleMs }) },
    mayRead: options.mayRead,
    takeBack: createTakeBack({ ...options, commands }),
    workOn: createEntryWork(options),
    // What no policy plans is not looked for.
    recall: policies.retry === undefined ? async () => undefined : createRecallRetries({ ...options, commands }),
    waitAtMost: () => Math.ceil(retries.waitMs(clock.monotonic()) ?? Infinity)
  }
}
