import type { PollingReader, PollingSettings, ServerCount } from '@shared/model/comparison-state'
import type { GroupRef } from '@shared/model/stream-ref'
import type { WorkerId } from '@shared/model/worker-state'
import { Fault } from '../fault'
import { GuardError, NoReplyError, ServerError } from '../redis/reply'
import type { ConsumerChange } from '../workers/worker-input'
import type { ComparisonRun, RunContext } from './comparison-run'
import { createLatencyTally } from './latency-tally'
import { countBetween, readServerCount } from './server-count'

const COUNT_EVERY_MS = 2_000

/** What one worker has sent since both run, and how late its entries were. */
async function addReader({ pool, connection, owns, atEnd }: RunContext, group: GroupRef, name: string, settings: ConsumerChange) {
  const worker = await pool.addConsumer({ ...group, name, settings, start: false })
  owns(worker)
  const latencies = createLatencyTally()
  let sent = { commands: 0, reads: 0, emptyReads: 0 }
  atEnd(pool.onSent(({ id }, more) => {
    if (id === worker) sent = { commands: sent.commands + more.commands, reads: sent.reads + more.reads, emptyReads: sent.emptyReads + more.emptyReads }
  }))
  atEnd(pool.onLatencies((of, samples) => {
    if (of.connection === connection.id && of.key === group.key && of.group === group.group) samples.forEach((ms) => latencies.add(ms))
  }))
  let last: { status: PollingReader['status']; received: number } = { status: 'stopped', received: 0 }
  return {
    worker,
    sent: () => sent,
    /** Counts begin anew: what came before was for its start. */
    begin: () => void (sent = { commands: 0, reads: 0, emptyReads: 0 }),
    read(): PollingReader {
      const state = pool.states().find((candidate) => candidate.id === worker)
      last = state === undefined ? { ...last, status: 'removed' } : { status: state.status.kind, received: state.counts.delivered }
      const latency = latencies.read()
      return { worker, ...last, ...sent, ...(latency !== undefined && { latency }) }
    }
  }
}

/** Why there are no latencies; undefined when there may be some. */
function whyNoLatency({ connection }: RunContext): string | undefined {
  const { address } = connection.socketTarget()
  const here = address.kind === 'unix' || address.host === 'localhost' || address.host === '::1' || address.host.startsWith('127.')
  if (!here) return 'Ids are made by the clock of a server on another machine: their age is not known here.'
  return connection.state().clock?.kind === 'held' ? 'The clock of the server is held.' : undefined
}

/**
 * A8: a worker that asks every so often beside one that waits in the server, each in a group of its own on one stream, to
 * which a producer adds at random. Both are workers like any other.
 */
export async function startPollingOrBlocking(context: RunContext, settings: PollingSettings): Promise<ComparisonRun> {
  const { pool, clock, connection } = context
  const key = context.stream('polling')
  const ref = { connection: connection.id, key }
  const polling = await addReader(context, { ...ref, group: 'polling' }, 'poller', { pollMs: settings.pollMs })
  const blocking = await addReader(context, { ...ref, group: 'blocking' }, 'waiter', { blockMs: settings.blockMs })
  const producer = await pool.addProducer({ ...ref, name: 'sender', start: false, settings: { schedule: { kind: 'rate', perSecond: settings.perSecond, spread: 'random' }, templates: [{ source: 'compare', fields: [{ name: 'n', value: '{{seq}}' }] }] } })
  context.owns(producer)
  await startAll(context, [polling.worker, blocking.worker])
  const workers = [polling.worker, blocking.worker]
  const base = await count()
  polling.begin()
  blocking.begin()
  const beganAt = clock.monotonic()
  let endedAt: number | undefined
  let added = 0
  await startAll(context, [producer])

  let serverCount: ServerCount | undefined
  const ending = new AbortController()
  context.atEnd(() => {
    endedAt = clock.monotonic()
    ending.abort()
  })
  void keepCounting()

  async function count() {
    try {
      return await readServerCount(connection, pool, workers)
    } catch (error) {
      // Not answered or not allowed now: there is no count of this moment.
      if (error instanceof ServerError || error instanceof NoReplyError || error instanceof GuardError) return undefined
      throw error
    }
  }

  async function keepCounting(): Promise<void> {
    for (;;) {
      await clock.sleep(COUNT_EVERY_MS, ending.signal)
      if (ending.signal.aborted) return
      const now = await count()
      serverCount = countBetween(base, now, polling.sent().commands + blocking.sent().commands)
    }
  }

  return {
    subject() {
      const state = pool.states().find(({ id }) => id === producer)
      const latencyUnknown = whyNoLatency(context)
      added = state?.counts.added ?? added
      return {
        kind: 'polling', settings,
        figures: {
          elapsedMs: (endedAt ?? clock.monotonic()) - beganAt, added, polling: polling.read(), blocking: blocking.read(),
          ...(serverCount !== undefined && { serverCount }), ...(latencyUnknown !== undefined && { latencyUnknown })
        }
      }
    },
    problem: () => describeTrouble(context, [...workers, producer]),
    act() {
      throw new Fault('not-possible-now', 'There is nothing to do in this comparison but to stop it.', 'Change its workers in Flow, if you like.')
    }
  }
}

/** One after the other; throws what a worker says that cannot work. */
export async function startAll({ pool }: RunContext, workers: readonly WorkerId[]): Promise<void> {
  for (const id of workers) {
    pool.start(id)
    await pool.whenStarted(id)
  }
}

/** What a person should know of these workers; undefined while all is well. */
export function describeTrouble({ pool }: RunContext, workers: readonly WorkerId[]): string | undefined {
  for (const state of pool.states()) {
    if (!workers.includes(state.id)) continue
    if (state.status.kind === 'parked') return `${state.name} waits for you: ${state.status.why} ${state.status.next}`
    if (state.status.kind === 'reconnecting') return `${state.name} has lost its connection and tries again: ${state.status.message}`
    if (state.status.kind === 'crashed' || state.status.kind === 'stopped') return `${state.name} is ${state.status.kind}: what is counted of it stands still.`
  }
  return workers.every((id) => pool.states().some((state) => state.id === id)) ? undefined : 'A worker of this comparison was removed.'
}
