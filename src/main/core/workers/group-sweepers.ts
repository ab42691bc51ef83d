import type { Clock } from '@shared/lib/clock'
import { toStreamId, type ConnectionId, type GroupRef } from '@shared/model/stream-ref'
import { pickReceiver } from '@shared/model/pick-receiver'
import type { SweeperState } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { EventSink } from '../live/event-log'
import type { Connection } from '../redis/dispatcher'
import { createClaimSweeper, type ClaimSweeper } from './claim-sweeper'

export interface GroupSweepersOptions {
  sink: EventSink
  clock: Clock
  connection: (id: ConnectionId) => Connection
  /** Names of our consumers of a group that run now. */
  runningConsumers(group: GroupRef): ByteText[]
  onClaimed(group: GroupRef, consumer: ByteText, ids: EntryId[]): void
}

/** At most one claim sweeper per group; setting it again replaces the one before. */
export interface GroupSweepers {
  set(group: GroupRef, settings: Omit<SweeperState, 'lastRun'>): Promise<void>
  state(group: GroupRef): SweeperState | undefined
  /** Ends those of a connection that is gone. */
  forget(connection: ConnectionId): Promise<void>
  dispose(): Promise<void>
}

export function createGroupSweepers(options: GroupSweepersOptions): GroupSweepers {
  const sweepers = new Map<string, ClaimSweeper & { readonly connection: ConnectionId }>()
  const turns = new Map<string, Promise<void>>()

  async function replace(id: string, group: GroupRef, settings: Omit<SweeperState, 'lastRun'>): Promise<void> {
    await sweepers.get(id)?.dispose()
    const sweeper = createClaimSweeper({
      group, settings, sink: options.sink, clock: options.clock,
      connection: () => options.connection(group.connection),
      pickReceiver: (wanted) => pickReceiver(wanted, options.runningConsumers(group)),
      onClaimed: (consumer, ids) => options.onClaimed(group, consumer, ids)
    })
    sweepers.set(id, { ...sweeper, connection: group.connection })
  }

  const toId = (group: GroupRef): string => JSON.stringify([toStreamId(group), group.group])

  return {
    state: (group) => sweepers.get(toId(group))?.state(),
    set(group, settings) {
      const id = toId(group)
      // In turn: a second change that came while the old one still ended would leave a sweeper that nobody can end.
      const mine = (turns.get(id) ?? Promise.resolve()).then(() => replace(id, group, settings))
      turns.set(id, mine.catch(() => undefined))
      return mine
    },
    async forget(connection) {
      const gone = [...sweepers].filter(([, sweeper]) => sweeper.connection === connection)
      for (const [id] of gone) {
        sweepers.delete(id)
        turns.delete(id)
      }
      await Promise.all(gone.map(([, sweeper]) => sweeper.dispose()))
    },
    async dispose() {
      await Promise.all(turns.values())
      await Promise.all([...sweepers.values()].map((sweeper) => sweeper.dispose()))
      sweepers.clear()
    }
  }
}
