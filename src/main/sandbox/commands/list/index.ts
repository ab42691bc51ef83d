import type { Command } from '../command'
import { blockingCommands } from './blocking'
import { changeItemsCommands } from './change-items'
import { lpos } from './lpos'
import { moveCommands } from './move'
import { popCommands } from './pop'
import { pushCommands } from './push'
import { readItemsCommands } from './read-items'

export const listCommands: readonly Command[] = [...pushCommands, ...popCommands, ...readItemsCommands, ...changeItemsCommands, lpos, ...moveCommands, ...blockingCommands]
