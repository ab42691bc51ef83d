import type { ByteText } from '../redis/byte-text'
import type { ConnectionState } from './connection-state'
import { isLabKey } from './stream-ref'

/** Where labs and a person's hand may write freely: under the lab prefix, and anywhere in the sandbox, which is Sluice's own. */
export function isLabGround(connection: Pick<ConnectionState, 'kind'>, key: ByteText): boolean {
  return connection.kind === 'sandbox' || isLabKey(key)
}
