import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { ConsumerPolicies } from '@shared/labs/lab-file'
import type { SkipReason } from '@shared/model/workbench-event'
import type { ConsumerSettings } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { LedgerClient } from '../../ledger/ledger-client'
import type { GateKeeper } from '../gate-keeper'
import type { LoopConnection } from '../loop-connection'
import type { ReceivedEntry } from '../read-group'
import type { ThreadReporter } from '../thread-report'
import { createBuryEntry, readDeliveries } from './bury-entry'
import { createCircuitBreaker, type Admission } from './circuit-breaker'
import { parseFields, type EntryFields } from './entry-fields'
import { handleEntry, whyNotSubscribed } from './handle-entry'
import { createIdempotency, type Delivery } from './idempotency'
import { createPolicyCommands, labKey } from './policy-commands'
import { renewWhile } from './renew-lease'
import { retryDelayMs, type RetrySchedule } from './retry-schedule'

/** `done`: to be acked now. `settled`: it is acked already, or nothing is to be acked. `left`: it stays pending. */
export type WorkOutcome = { kind: 'done' } | { kind: 'settled' } | { kind: 'left'; why: string }

export interface EntryWorkOptions {
  lab: string
  key: ByteText
  group: ByteText
  consumer: ByteText
  policies: ConsumerPolicies
  /** As they are now. */
  settings: () => ConsumerSettings
  ledger: LedgerClient | undefined
  gates: GateKeeper
  report: ThreadReporter
  retries: RetrySchedule
  /** XACK through the gates G5 and G6. */
  acknowledge(server: LoopConnection, id: EntryId): Promise<void>
  clock: Clock
  random: Random
}

/** What a group's policies make of one entry, between its receipt and its ack. */
export interface EntryWork {
  (server: LoopConnection, entry: ReceivedEntry): Promise<WorkOutcome>
}

const DONE: WorkOutcome = { kind: 'done' }
const SETTLED: WorkOutcome = { kind: 'settled' }

function toDelivery(options: EntryWorkOptions, id: EntryId, fields: EntryFields): Delivery {
  const { lab, key, group, policies } = options
  const { effect, typeField } = policies.handler
  return {
    ref: { lab, group, id },
    event: {
      stream: key, type: fields.get(typeField) ?? '', source: fields.get('source') ?? '', correlationId: fields.get('correlation_id') ?? '',
      payload: JSON.stringify(Object.fromEntries(fields))
    },
    effect: effect === undefined ? undefined : { kind: effect.kind, key: (effect.key === undefined ? undefined : fields.get(effect.key)) ?? id }
  }
}

export function createEntryWork(options: EntryWorkOptions): EntryWork {
  const { policies, gates, report, ledger, clock, random, retries, key, group, consumer } = options
  const commands = createPolicyCommands(key, group, consumer)
  const idempotency = createIdempotency({ policies, consumer, commands, ledger })
  const { deadLetter, retry, lease, handler } = policies
  const isAckedFirst = policies.ack === 'before-work' && !policies.noAck
  const breaker = policies.breaker === undefined ? undefined : createCircuitBreaker({
    key: labKey('circuit', handler.name), policy: policies.breaker, consumer, clock, onChange: (state) => report.breaker(state)
  })

  const bury = deadLetter === undefined ? undefined : createBuryEntry({ ...options, policies: { handler, deadLetter }, commands, idempotency })

  function leave({ event }: Delivery, why: string): WorkOutcome {
    report.worked(event.type, 'failed')
    return { kind: 'left', why }
  }

  function skip({ ref, event }: Delivery, why: SkipReason): void {
    report.worked(event.type, 'skipped')
    report.skipped(ref.id, why)
  }

  /** Its handler is not asked (again). Where there are no dead letters it stays pending. */
  async function giveUp(server: LoopConnection, entry: ReceivedEntry, delivery: Delivery, reason: string): Promise<WorkOutcome> {
    if (bury === undefined) return leave(delivery, reason)
    if ((await bury(server, entry, delivery, reason)) === 'buried') return SETTLED
    skip(delivery, 'done-before')
    return policies.noAck ? SETTLED : DONE
  }

  async function afterFailure(server: LoopConnection, entry: ReceivedEntry, delivery: Delivery, error: string, admission: Admission | undefined): Promise<WorkOutcome> {
    await idempotency.undo(server, delivery)
    if (admission !== undefined) await breaker?.failed(server, admission)
    if (ledger === undefined) return leave(delivery, error)
    const [answer] = await ledger.carryOut([{ kind: 'failure', ref: delivery.ref, handler: handler.name, error, event: delivery.event }])
    const attempts = answer?.kind === 'attempts' ? answer.attempts : 1
    // What is acked is not pending any more, and nobody can be given it again.
    if (retry === undefined || isAckedFirst) return leave(delivery, error)
    if (attempts >= retry.attempts) return bury === undefined ? leave(delivery, error) : giveUp(server, entry, delivery, `Tried ${attempts} times, and its group allows ${retry.attempts}.`)
    const delay = retryDelayMs(retry, attempts, random)
    retries.plan(entry.id, clock.monotonic() + delay)
    report.retry({ id: entry.id, attempts, of: retry.attempts, at: clock.now() + delay, error })
    await ledger.carryOut([{ kind: 'next', ref: delivery.ref, at: clock.now() + delay }])
    return leave(delivery, error)
  }

  async function admit(server: LoopConnection): Promise<Admission | undefined> {
    return breaker === undefined ? undefined : breaker.admit(server)
  }

  return async (server, entry) => {
    const { id } = entry
    await gates.pass('G2', id)
    if (entry.gone) return { kind: 'left', why: 'The entry is no longer in the stream.' }
    const fields = parseFields(entry.fields)
    const delivery = toDelivery(options, id, fields)
    const unwanted = whyNotSubscribed(handler, fields)
    if (unwanted !== undefined) {
      if (handler.effect !== undefined) await ledger?.carryOut([{ kind: 'unwanted', ref: delivery.ref }])
      skip(delivery, unwanted)
      return policies.noAck ? SETTLED : DONE
    }
    if (deadLetter !== undefined && entry.again) {
      const deliveries = readDeliveries(await server.send(commands.deliveriesOf(id)))
      if (deliveries !== undefined && deliveries > deadLetter.afterDeliveries) return giveUp(server, entry, delivery, `Delivered ${deliveries} times, more than ${deadLetter.afterDeliveries}.`)
    }
    const admission = await admit(server)
    if (admission === 'open') return giveUp(server, entry, delivery, `The circuit of ${handler.name} is open.`)
    if (isAckedFirst) await options.acknowledge(server, id)
    const settled = policies.noAck || isAckedFirst ? SETTLED : DONE
    if ((await idempotency.begin(server, delivery)) === 'done-before') {
      if (admission !== undefined) await breaker?.unused(server, admission)
      skip(delivery, 'done-before')
      return settled
    }
    await gates.pass('G3', id)
    const startedAt = clock.monotonic()
    const working = handleEntry(handler, options.settings(), fields, clock, random)
    const failure = lease === undefined ? await working : await renewWhile(working, {
      server, renewal: commands.renew(id), everyMs: lease.renewMs, clock, onFailure: () => report.notice('warning', `${consumer} could not renew its claim of ${id}.`)
    })
    report.took(delivery.event.type, clock.monotonic() - startedAt)
    if (failure !== undefined) return afterFailure(server, entry, delivery, failure, admission)
    if ((await idempotency.commit(delivery)) === 'done-before') skip(delivery, 'done-before')
    else report.worked(delivery.event.type, 'success')
    await gates.pass('G4', id)
    await idempotency.settle(delivery)
    if (admission !== undefined) await breaker?.succeeded(server, admission)
    const lock = policies.releaseLock === undefined ? undefined : fields.get(policies.releaseLock)
    if (lock !== undefined) await server.send(commands.unlock(lock))
    return settled
  }
}
