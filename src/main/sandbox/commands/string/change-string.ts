import type { StringValue } from '../../keyspace/value'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'
import type { Call } from '../command'

/** Puts a string that was made of the one before: it goes when that would have gone. */
export function changeString({ engine, db }: Call, key: Bytes, value: StringValue, event: Bytes): void {
  engine.keyspace.put(db, key, value, db.expiresAt(key))
  engine.keyspace.notify('$', event, db, key)
}

/** Strings may not become longer than what one argument can be (512 MB unless configured). */
export function refuseTooLong({ engine }: Call, length: number): void {
  if (length > engine.config.protoMaxBulkLen) throw new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)')
}
