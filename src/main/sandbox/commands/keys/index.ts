import type { Command } from '../command'
import { dumpCommands } from './dump'
import { expireCommands } from './expire'
import { findKeysCommands } from './find-keys'
import { lookCommands } from './look'
import { object } from './object'
import { otherDatabaseCommands } from './other-database'
import { removeCommands } from './remove'
import { renameCommands } from './rename'
import { timeToLiveCommands } from './time-to-live'

export const keyCommands: readonly Command[] = [...removeCommands, ...lookCommands, ...expireCommands, ...timeToLiveCommands, ...renameCommands, ...otherDatabaseCommands, ...findKeysCommands, object, ...dumpCommands]
