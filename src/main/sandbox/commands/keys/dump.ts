import { seal, unseal } from '../../keyspace/sealed-text'
import { decodeValue, encodeValue } from '../../keyspace/value-codec'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { parseNumber, syntaxError, toWord } from '../arguments'
import type { Call } from '../command'

/** Its own form: what DUMP of a Redis gives cannot be read here, nor the other way round. */
const MAGIC = 'SLUICE-VALUE-1\n'

export function dump({ engine, args, db }: Call): Reply {
  const value = engine.keyspace.find(db, args[1] as Bytes)
  return value === undefined ? null : seal(MAGIC, encodeValue(value))
}

interface RestoreOptions {
  replace: boolean
  absolute: boolean
}

function parseOptions(args: readonly Bytes[]): RestoreOptions {
  const options: RestoreOptions = { replace: false, absolute: false }
  for (let at = 4; at < args.length; at++) {
    const word = toWord(args[at])
    if (word === 'REPLACE') options.replace = true
    else if (word === 'ABSTTL') options.absolute = true
    else if ((word === 'IDLETIME' || word === 'FREQ') && args[at + 1] !== undefined) {
      if (parseNumber(args[at + 1]) < 0) throw new CommandError(`ERR Invalid ${word} value, must be >= 0`)
      at += 1
    } else throw syntaxError()
  }
  return options
}

export function restore({ engine: { keyspace, clock }, args, db }: Call): Reply {
  const key = args[1] as Bytes
  const { replace, absolute } = parseOptions(args)
  const known = keyspace.find(db, key) !== undefined
  if (known && !replace) throw new CommandError('BUSYKEY Target key name already exists.')
  const ttl = parseNumber(args[2])
  if (ttl < 0) throw new CommandError('ERR Invalid TTL value, must be >= 0')
  const value = decodeValue(unseal(MAGIC, args[3] as Bytes))
  if (value === undefined) throw new CommandError('ERR DUMP payload version or checksum are wrong')
  const expiresAt = ttl === 0 ? undefined : absolute ? ttl : clock.now() + ttl
  if (known) keyspace.remove(db, key)
  if (expiresAt !== undefined && expiresAt <= clock.now()) {
    if (known) keyspace.notify('g', 'del', db, key)
    return OK
  }
  keyspace.put(db, key, value, expiresAt)
  keyspace.notify('g', 'restore', db, key)
  return OK
}
