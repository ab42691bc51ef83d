import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseNumber } from '../arguments'
import type { Call, Command } from '../command'
import { countChanges, findStream } from './stream-access'

export const xcfgset: Command = {
  name: 'xcfgset', arity: -2, flags: ['write', 'fast'], keys: { first: 1, last: 1, step: 1 }, capability: 'idempotentAdd', run,
  doc: {
    summary: 'Sets for how long, and for how many messages of a producer, a stream remembers what it was sent.', since: '8.6.0', group: 'stream', complexity: 'O(1)',
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'duration', type: 'integer', token: 'IDMP-DURATION', flags: ['optional'] },
      { name: 'maxsize', type: 'integer', token: 'IDMP-MAXSIZE', flags: ['optional'] }
    ]
  }
}

const SETTINGS = {
  'idmp-duration': { most: 86_400, unit: 'seconds' },
  'idmp-maxsize': { most: 10_000, unit: 'entries' }
} as const

type Setting = keyof typeof SETTINGS

function run(call: Call): Reply {
  const { args } = call
  const stream = findStream(call, args[1] as Bytes, 'write')
  if (stream === undefined) throw new CommandError('ERR no such key')
  const given = new Map<Setting, number>()
  for (let at = 2; at < args.length; at += 2) {
    const setting = toSetting((args[at] as Bytes).toLowerCase())
    const value = args[at + 1]
    if (setting === undefined || value === undefined) throw new CommandError('ERR syntax error')
    const name = setting.toUpperCase()
    if (given.has(setting)) throw new CommandError(`ERR ${name} specified multiple times`)
    const { most, unit } = SETTINGS[setting]
    const number = parseNumber(value)
    if (number < 1 || number > most) throw new CommandError(`ERR ${name} must be between 1 and ${most} ${unit}`)
    given.set(setting, number)
  }
  if (given.size === 0) throw new CommandError('ERR At least one parameter must be specified')
  const { idempotence } = stream
  idempotence.configure(given.get('idmp-duration') ?? idempotence.durationSeconds, given.get('idmp-maxsize') ?? idempotence.maxSize)
  countChanges(call)
  return OK
}

function toSetting(option: string): Setting | undefined {
  return option === 'idmp-duration' || option === 'idmp-maxsize' ? option : undefined
}
