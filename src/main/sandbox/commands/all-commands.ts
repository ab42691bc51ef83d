import type { Command } from './command'
import { connectionCommands } from './connection'
import { hashCommands } from './hash'
import { keyCommands } from './keys'
import { listCommands } from './list'
import { privateCommands } from './private'
import { pubSubCommands } from './pubsub'
import { serverCommands } from './server'
import { setCommands } from './set'
import { streamCommands } from './stream'
import { stringCommands } from './string'
import { transactionCommands } from './transactions'

/** Everything that the server knows, family by family. */
export const ALL_COMMANDS: readonly Command[] = [
  ...streamCommands, ...keyCommands, ...stringCommands, ...hashCommands, ...listCommands, ...setCommands, ...transactionCommands, ...pubSubCommands, ...connectionCommands, ...serverCommands, ...privateCommands
]
