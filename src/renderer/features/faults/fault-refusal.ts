import type { ConnectionState } from '@shared/model/connection-state'
import { isLabGround } from '@shared/model/lab-ground'
import type { ByteText } from '@shared/redis/byte-text'
import { writeRefusal } from '../../store/write-refusal'

/** Why what destroys data would be refused on this key now, or undefined. The host's guard decides; this only greys. */
export function faultRefusal(connection: ConnectionState | undefined, key: ByteText): string | undefined {
  if (connection?.environment === 'production' && !isLabGround(connection, key)) return `${connection.label} is production: nothing is destroyed there.`
  return writeRefusal(connection, key)
}
