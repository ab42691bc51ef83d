import type { IdleLimitReader, IdleLimitSettings } from '@shared/model/comparison-state'
import type { GroupRef } from '@shared/model/stream-ref'
import { Fault } from '../fault'
import type { ComparisonRun, RunContext } from './comparison-run'
import { describeTrouble, startAll } from './polling-or-blocking'

/** So often it is seen whether a worker waits in vain. Milliseconds. */
const LOOK_EVERY_MS = 100

/** Seconds as a person says them: `12.0 s`. */
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** A blocking worker behind a proxy that forgets idle connections, and what is seen of it. */
async function addReader({ pool, clock, owns }: RunContext, group: GroupRef, name: string, blockMs: number, limitMs: number) {
  const worker = await pool.addConsumer({ ...group, name, settings: { blockMs }, link: { kind: 'idle-drop', afterMs: limitMs }, start: false })
  owns(worker)
  let seen: Pick<IdleLimitReader, 'status' | 'received' | 'drops'> = { status: 'stopped', received: 0, drops: 0 }
  let phantom: { since: number; from: number; received: number } | undefined
  let spentMs = 0
  let recovered = 0
  let lastRecovery: string | undefined

  function look(): void {
    const state = pool.states().find((candidate) => candidate.id === worker)
    if (state === undefined) {
      seen = { ...seen, status: 'removed' }
      phantom = undefined
      return
    }
    const { link } = state
    const { delivered, redelivered, acked } = state.counts
    seen = { status: state.status.kind, received: acked, drops: link?.forgotten ?? 0 }
    const unheard = link?.unheard === true
    if (unheard && phantom === undefined) {
      const since = link?.forgottenAt ?? clock.now()
      phantom = { since, from: clock.monotonic() - (clock.now() - since), received: delivered + redelivered }
    } else if (!unheard && phantom !== undefined && state.status.kind === 'running') {
      const lasted = clock.monotonic() - phantom.from
      spentMs += lasted
      recovered += 1
      lastRecovery = `After ${seconds(lasted)} its reply was overdue: it gave the connection up, opened another and read its own pending entries first.`
      phantom = undefined
    }
  }

  return {
    worker, look,
    /** All that the stream holds by now. */
    read(added: number): IdleLimitReader {
      return {
        worker, ...seen, waiting: Math.max(0, added - seen.received), phantomMs: spentMs + (phantom === undefined ? 0 : clock.monotonic() - phantom.from), recovered,
        ...(phantom !== undefined && { phantomSince: phantom.since }), ...(lastRecovery !== undefined && { lastRecovery })
      }
    }
  }
}

/**
 * A9: two blocking workers behind proxies that forget a connection which was silent for so long, and tell nobody. Each has
 * a group of its own on one stream; one blocks for longer than that limit.
 */
export async function startIdleLimit(context: RunContext, settings: IdleLimitSettings): Promise<ComparisonRun> {
  const { pool, clock, connection } = context
  const key = context.stream('idle-limit')
  const ref = { connection: connection.id, key }
  const long = await addReader(context, { ...ref, group: 'longer-than-the-limit' }, 'long-block', settings.longBlockMs, settings.limitMs)
  const short = await addReader(context, { ...ref, group: 'shorter-than-the-limit' }, 'short-block', settings.shortBlockMs, settings.limitMs)
  const producer = await pool.addProducer({ ...ref, name: 'sender', start: false, settings: { schedule: { kind: 'rate', perSecond: settings.perSecond, spread: 'random' }, templates: [{ source: 'compare', fields: [{ name: 'n', value: '{{seq}}' }] }] } })
  context.owns(producer)
  // Before they start: a line may be forgotten while the others still do.
  const beganAt = clock.monotonic()
  await startAll(context, [long.worker, short.worker, producer])
  let endedAt: number | undefined
  let added = 0
  const ending = new AbortController()

  function look(): void {
    added = pool.states().find(({ id }) => id === producer)?.counts.added ?? added
    long.look()
    short.look()
  }

  async function keepLooking(): Promise<void> {
    while (!ending.signal.aborted) {
      look()
      await clock.sleep(LOOK_EVERY_MS, ending.signal)
    }
  }
  context.atEnd(() => {
    endedAt = clock.monotonic()
    look()
    ending.abort()
  })
  void keepLooking()

  return {
    subject: () => ({ kind: 'idle-limit', settings, figures: { elapsedMs: (endedAt ?? clock.monotonic()) - beganAt, added, long: long.read(added), short: short.read(added) } }),
    problem: () => describeTrouble(context, [long.worker, short.worker, producer]),
    act() {
      throw new Fault('not-possible-now', 'There is nothing to do in this comparison but to stop it.', 'Change its workers or their connections in Flow, if you like.')
    }
  }
}
