import type { EffectRepeat } from '@shared/contract/labs'
import { explainRepeat, type LifeStep, type RepeatSeen } from '@shared/model/explain-repeat'
import type { GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import type { LabId, LabState } from '@shared/model/worker-state'
import { REDRIVEN_FROM } from '@shared/redis/dead-letter'
import { entryIdMilliseconds, parseEntryId, type EntryId } from '@shared/redis/entry-id'
import type { EventLog } from '../live/event-log'
import type { LedgerOnDemand } from '../ledger/ledger-on-demand'
import type { RepeatRow } from '../ledger/ledger-protocol'
import type { CrashRecord } from './crash-record'

export interface ListRepeatsOptions {
  log: Pick<EventLog, 'current'>
  /** What was seen of each entry. */
  history: { find(stream: StreamRef, id: EntryId): { events: readonly (LifeStep & { group?: string | undefined })[] } }
  crashes: Pick<CrashRecord, 'find'>
  ledger: Pick<LedgerOnDemand, 'query'>
}

/** Looked at: the newest. */
const REPEATS = 200

function guardOf({ workers }: WorkbenchState, { connection, key, group }: GroupRef): RepeatSeen['guard'] {
  for (const worker of Object.values(workers)) {
    if (worker.role !== 'consumer' || worker.connection !== connection || worker.key !== key || worker.group !== group) continue
    const { policies } = worker.settings
    if (policies !== undefined) return policies.idempotency === 'none' ? 'none' : policies.idempotency === 'ledger' && policies.ack === 'outside-transaction' ? 'outside-transaction' : 'other'
  }
  return undefined
}

/** How long the lock of a source keeps a second delivery out; undefined where none has one. */
function lockOf({ workers }: WorkbenchState, lab: LabState, key: string): number | undefined {
  if (lab.intake?.stream === key) return lab.intake.lockMs
  const times = Object.values(workers).flatMap((worker) => {
    const enqueue = worker.role === 'producer' && worker.connection === lab.connection && worker.key === key ? worker.settings.enqueue : undefined
    return enqueue?.idempotency === 'lock' ? [enqueue.ttlMs] : []
  })
  return times.length === 0 ? undefined : Math.max(...times)
}

function redrivenFrom(payload: string): EntryId | undefined {
  try {
    const fields: unknown = JSON.parse(payload)
    const value: unknown = typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>)[REDRIVEN_FROM] : undefined
    return typeof value === 'string' ? parseEntryId(value) : undefined
  } catch {
    return undefined
  }
}

function toSource(state: WorkbenchState, lab: LabState, key: string, { first, second, payload }: RepeatRow): RepeatSeen['source'] {
  const [from, to] = [entryIdMilliseconds(first.id), entryIdMilliseconds(second.id)]
  const letter = redrivenFrom(payload)
  return { redrivenFrom: letter, gapMs: from === undefined || to === undefined ? undefined : to - from, lockMs: lockOf(state, lab, key) }
}

/** Every effect that happened again, the newest first, each with why as far as it was seen (TRUST I14). */
export async function listRepeats({ log, history, crashes, ledger }: ListRepeatsOptions, id: LabId): Promise<EffectRepeat[]> {
  const state = log.current()
  const lab = state.labs[id]
  const rows = (await ledger.query({ kind: 'repeats', lab: id, limit: REPEATS })) ?? []
  return rows.map((row): EffectRepeat => {
    const { n, group, first, second } = row
    const key = lab?.groups.find((one) => one.group === group)?.stream
    if (lab === undefined || key === undefined) return { n, group, cause: 'not-seen', text: 'This lab does not run any more.' }
    const ref: GroupRef = { connection: lab.connection, key, group }
    const life = history.find(ref, second.id).events.filter((step) => step.group === group)
    const source = first.id === second.id ? undefined : toSource(state, lab, key, row)
    return { n, group, ...explainRepeat({ first, second, life, crash: crashes.find(ref, first.consumer, first.at, second.at), guard: guardOf(state, ref), source }) }
  })
}
