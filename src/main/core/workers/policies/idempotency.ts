import type { ConsumerPolicies } from '@shared/labs/lab-file'
import type { LedgerClient } from '../../ledger/ledger-client'
import type { DeliveryRef, EffectRow, EventFacts } from '../../ledger/ledger-protocol'
import type { LoopConnection } from '../loop-connection'
import type { PolicyCommands } from './policy-commands'

/** One entry as the strategies see it. */
export interface Delivery {
  ref: DeliveryRef
  event: EventFacts
  /** Undefined when the handler has none: then the work only took time. */
  effect: EffectRow | undefined
}

/**
 * How a second delivery of one entry is kept from having a second effect. `look` changes nothing, `begin` comes before the work,
 * `commit` is the effect itself, `settle` comes after the gate that follows the effect.
 */
export interface Idempotency {
  look(server: LoopConnection, delivery: Delivery): Promise<'new' | 'done-before'>
  begin(server: LoopConnection, delivery: Delivery): Promise<'new' | 'done-before'>
  commit(delivery: Delivery): Promise<'done' | 'done-before'>
  settle(delivery: Delivery): Promise<void>
  /** The work failed and may be tried again. */
  undo(server: LoopConnection, delivery: Delivery): Promise<void>
}

export interface IdempotencyOptions {
  policies: Pick<ConsumerPolicies, 'idempotency' | 'ack' | 'handler'>
  consumer: string
  commands: PolicyCommands
  ledger: LedgerClient | undefined
}

/** Guards go by themselves after a day, as in scenario 3. Seconds. */
const GUARD_TTL = 86_400

const nothing = (): Promise<void> => Promise.resolve()

export function createIdempotency({ policies, consumer, commands, ledger }: IdempotencyOptions): Idempotency {
  const handler = policies.handler.name

  /** The effect without a look at what was done before. */
  async function effectAlone({ ref, effect, event }: Delivery): Promise<'done'> {
    if (ledger !== undefined && effect !== undefined) await ledger.carryOut([{ kind: 'effect', ref, consumer, handler, effect, event }])
    return 'done'
  }

  switch (policies.idempotency) {
    case 'none':
      return { look: () => Promise.resolve('new'), begin: () => Promise.resolve('new'), commit: effectAlone, settle: nothing, undo: nothing }
    case 'guard-first':
      // What a crash between guard and effect leaves behind is a guard that says done, and no effect: scenario 3.
      return {
        look: async (server, { ref }) => (Number(await server.send(commands.guarded(ref.id))) > 0 ? 'done-before' : 'new'),
        begin: async (server, { ref }) => ((await server.send(commands.guard(ref.id, GUARD_TTL))) === null ? 'done-before' : 'new'),
        commit: effectAlone,
        settle: nothing,
        undo: async (server, { ref }) => void (await server.send(commands.unguard(ref.id)))
      }
    case 'ledger': {
      if (ledger === undefined) throw new Error('a consumer with a ledger policy was started without a ledger')
      const database = ledger
      const look = async (_server: LoopConnection, { ref }: Delivery): Promise<'new' | 'done-before'> => {
        const [answer] = await database.carryOut([{ kind: 'seen', ref }])
        return answer?.kind === 'known' && answer.before ? 'done-before' : 'new'
      }
      if (policies.ack === 'outside-transaction') {
        // Two transactions: a crash between them leaves an effect that nobody knows of, and the next delivery doubles it.
        return { look, begin: look, commit: effectAlone, settle: async ({ ref }) => void (await database.carryOut([{ kind: 'mark', ref }])), undo: nothing }
      }
      return {
        look,
        begin: look,
        async commit({ ref, effect, event }) {
          if (effect === undefined) return 'done'
          const [answer] = await database.carryOut([{ kind: 'apply', ref, consumer, handler, effect, event }])
          return answer?.kind === 'known' && answer.before ? 'done-before' : 'done'
        },
        settle: nothing,
        undo: nothing
      }
    }
  }
}
