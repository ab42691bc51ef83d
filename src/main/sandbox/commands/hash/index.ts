import type { Command } from '../command'
import { hrandfield } from './hrandfield'
import { hscan } from './hscan'
import { incrementFieldCommands } from './increment-field'
import { readFieldsCommands } from './read-fields'
import { writeFieldsCommands } from './write-fields'

export const hashCommands: readonly Command[] = [...writeFieldsCommands, ...readFieldsCommands, ...incrementFieldCommands, hrandfield, hscan]
