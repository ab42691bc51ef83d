import type { ByteText } from '@shared/redis/byte-text'
import type { ConnectionState } from '@shared/model/connection-state'
import { isLabGround } from '@shared/model/lab-ground'

/**
 * Why a write on this key would be refused now, with what to do; undefined when it would not. The host's dispatcher
 * decides (TRUST G1); this only greys the button before it has to.
 */
export function writeRefusal(connection: ConnectionState | undefined, key: ByteText): string | undefined {
  if (connection === undefined) return 'There is no connection.'
  if (connection.status.kind !== 'ready') return `${connection.label} is ${connection.status.kind}. Wait until it is ready.`
  if (connection.mode.kind === 'armed') return undefined
  if (connection.mode.kind === 'lab' && isLabGround(connection, key)) return undefined
  return `${connection.label} is only observed. To change this key, arm writes in the connection menu at the top left.`
}
