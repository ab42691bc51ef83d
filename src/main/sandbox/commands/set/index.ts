import type { Command } from '../command'
import { changeMembersCommands } from './change-members'
import { combineCommands } from './combine'
import { randomMembersCommands } from './random-members'
import { readMembersCommands } from './read-members'
import { sscan } from './sscan'

export const setCommands: readonly Command[] = [...changeMembersCommands, ...readMembersCommands, ...randomMembersCommands, ...combineCommands, sscan]
