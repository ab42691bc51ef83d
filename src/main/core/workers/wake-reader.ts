import type { WorkerState } from '@shared/model/worker-state'
import type { Logger } from '../logging/logger'
import type { Connection } from '../redis/dispatcher'

/** CLIENT UNBLOCK for a worker of ours that waits inside XREADGROUP. Never rejects: without it the read ends with its BLOCK. */
export async function wakeReader(connection: () => Connection, { name }: WorkerState, clientId: string, logger: Logger): Promise<void> {
  try {
    const { ownClientIds, writer } = connection()
    ownClientIds.add(clientId)
    await writer.send(['CLIENT', 'UNBLOCK', clientId], { by: 'worker', who: name }).finally(() => ownClientIds.delete(clientId))
  } catch (error) {
    logger.info({ worker: name, error: String(error) }, 'a blocked read could not be woken and ends with its BLOCK')
  }
}
