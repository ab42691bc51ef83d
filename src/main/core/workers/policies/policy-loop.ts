import type { AbortSignalLike } from '@shared/lib/clock'
import type { ReadOptions } from '../read-group'
import { createBackpressure, type Backpressure } from './backpressure'
import { createEntryWork, type EntryWork, type EntryWorkOptions } from './entry-work'
import { createPolicyCommands } from './policy-commands'
import { createTakeBack, type TakeBack } from './take-back'

/** What the policies of a group add to its consumers' loop, each at its own place. */
export interface PolicyLoop {
  readOptions: ReadOptions
  mayRead: Backpressure
  takeBack: TakeBack
  workOn: EntryWork
  /** BLOCK may not outlast the next retry. Whole milliseconds. */
  waitAtMost(): number
}

/** `retries`: what is planned outlives a change of the policies. */
export type PolicyLoopOptions = EntryWorkOptions & { stopping: AbortSignalLike }

export function createPolicyLoop(options: PolicyLoopOptions): PolicyLoop {
  const { policies, clock, retries } = options
  const commands = createPolicyCommands(options.key, options.group, options.consumer)
  return {
    readOptions: { noAck: policies.noAck, ...(policies.reclaim.by === 'read' && { claimMinIdleMs: policies.reclaim.minIdleMs }) },
    mayRead: createBackpressure({ ...options, commands }),
    takeBack: createTakeBack({ ...options, commands }),
    workOn: createEntryWork(options),
    waitAtMost: () => Math.ceil(retries.waitMs(clock.monotonic()) ?? Infinity)
  }
}
