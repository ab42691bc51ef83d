import type { Command } from '../command'
import { getCommands } from './get'
import { getex } from './getex'
import { incrementCommands } from './increment'
import { partCommands } from './part'
import { setCommands } from './set'
import { setManyCommands } from './set-many'

export const stringCommands: readonly Command[] = [...setCommands, ...getCommands, getex, ...setManyCommands, ...incrementCommands, ...partCommands]
