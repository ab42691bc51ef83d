import { seal, unseal } from '../../keyspace/sealed-text'
import { decodeValue, encodeValue } from '../../keyspace/value-codec'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { after, argument, KEY, optional, word } from '../argument-docs'
import { parseNumber, syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { removeKey } from '../value-access'

/** A form of its own: what DUMP of a Redis gives cannot be restored here, nor the other way round; either says so. */
const MAGIC = 'SLUICE-VALUE-1\n'

const MOST_FREQUENT = 255

function dump({ args, db, engine }: Call): Reply {
  const value = engine.keyspace.find(db, args[1] as Bytes)
  return value === undefined ? null : seal(MAGIC, encodeValue(value))
}

interface RestoreOptions {
  replace: boolean
  /** The time is one since 1970, not one from now on. */
  absolute: boolean
  idleSeconds: number | undefined
}

function parseOptions(args: readonly Bytes[]): RestoreOptions {
  const options: RestoreOptions = { replace: false, absolute: false, idleSeconds: undefined }
  let frequency: number | undefined
  for (let at = 4; at < args.length; at++) {
    const option = toWord(args[at])
    const hasValue = at + 1 < args.length
    if (option === 'REPLACE') options.replace = true
    else if (option === 'ABSTTL') options.absolute = true
    else if (option === 'IDLETIME' && hasValue && frequency === undefined) {
      at += 1
      options.idleSeconds = parseNumber(args[at])
      if (options.idleSeconds < 0) throw new CommandError('ERR Invalid IDLETIME value, must be >= 0')
    } else if (option === 'FREQ' && hasValue && options.idleSeconds === undefined) {
      at += 1
      frequency = parseNumber(args[at])
      if (frequency < 0 || frequency > MOST_FREQUENT) throw new CommandError('ERR Invalid FREQ value, must be >= 0 and <= 255')
    } else throw syntaxError()
  }
  return options
}

function restore(call: Call): Reply {
  const { args, db, engine: { clock, keyspace } } = call
  const key = args[1] as Bytes
  const { replace, absolute, idleSeconds } = parseOptions(args)
  if (!replace && keyspace.find(db, key, 'write') !== undefined) throw new CommandError('BUSYKEY Target key name already exists.')
  const ttl = parseNumber(args[2])
  if (ttl < 0) throw new CommandError('ERR Invalid TTL value, must be >= 0')
  const value = decodeValue(unseal(MAGIC, args[3] as Bytes))
  if (value === undefined) throw new CommandError('ERR DUMP payload version or checksum are wrong')
  const expiresAt = ttl === 0 ? undefined : absolute ? ttl : ttl + clock.now()
  if (expiresAt !== undefined && expiresAt <= clock.now()) {
    // It would be gone at once; what it was to replace goes all the same.
    removeKey(call, key)
    return OK
  }
  keyspace.remove(db, key)
  keyspace.put(db, key, value, expiresAt)
  if (idleSeconds !== undefined) db.setUsed(key, clock.now() - idleSeconds * 1000)
  keyspace.notify('g', 'restore', db, key)
  return OK
}

export const dumpCommands: readonly Command[] = [
  {
    name: 'dump', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: dump,
    doc: { summary: 'Answers with a value as one string, for RESTORE of this server: Redis has another form.', since: '2.6.0', group: 'generic', complexity: 'O(N) in the size of the value', arguments: [KEY] }
  },
  {
    name: 'restore', arity: -4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: restore,
    doc: {
      summary: 'Makes a key of what DUMP answered. A time of 0 lets it stay.', since: '2.6.0', group: 'generic', complexity: 'O(N) in the size of the value', history: [['3.0.0', 'REPLACE.'], ['5.0.0', 'ABSTTL, IDLETIME and FREQ.']],
      arguments: [KEY, argument('ttl', 'integer'), argument('serialized-value'), optional(word('REPLACE')), optional(word('ABSTTL')), optional(after('IDLETIME', 'seconds')), optional(after('FREQ', 'frequency'))]
    }
  }
]
