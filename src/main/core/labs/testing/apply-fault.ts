import { expect, vi } from 'vitest'
import { toStreamId } from '@shared/model/stream-ref'
import { availableActions } from '@shared/model/worker-availability'
import type { ConsumerState, LabState } from '@shared/model/worker-state'
import { groupPolicies, policyPart } from '@shared/labs/lab-file'
import { toEntryId } from '@shared/redis/entry-id'
import { Fault } from '../../fault'
import { actOnPending } from '../../actions/act-on-pending'
import { redriveLetter } from '../../actions/dead-letters/redrive-letter'
import type { LabBench } from './lab-bench'
import type { LabJudge } from './lab-judge'
import type { RandomFault } from './random-lab'

const wait = { timeout: 20_000, interval: 20 }

/** A run of one random lab. `lab` changes when it is started again. */
export interface RandomRun {
  bench: LabBench
  judge: LabJudge
  lab: LabState
  text: string
  key: string
  /** Its stream was deleted after entries of it had been read. */
  broken: boolean
}

function consumers({ bench, key }: RandomRun): ConsumerState[] {
  return bench.pool.states().filter((state): state is ConsumerState => state.role === 'consumer' && state.key === key)
}

async function cut({ bench }: RandomRun, id: string): Promise<void> {
  const line = (await bench.cli('CLIENT', 'LIST')).split('\n').find((text) => text.includes(`worker:${id} `))
  const clientId = /^id=(\d+) /.exec(line ?? '')?.[1]
  if (clientId !== undefined) await bench.cli('CLIENT', 'KILL', 'ID', clientId)
}

async function act(run: RandomRun, fault: Extract<RandomFault, { kind: 'claim' | 'ack' }>): Promise<void> {
  const { bench, key } = run
  const name = run.lab.groups[fault.group % run.lab.groups.length]?.group ?? ''
  const rows = await bench.cli('XPENDING', key, name, '-', '+', String(fault.entries))
  const ids = rows.split('\n').filter((_line, index) => index % 4 === 0).filter((id) => /^\d+-\d+$/.test(id)).map(toEntryId)
  const members = consumers(run).filter((state) => state.group === name)
  const consumer = members[fault.who % members.length]?.name ?? ''
  if (ids.length === 0) return
  const { connections, log, id: connection } = bench.observed
  const action = fault.kind === 'ack' ? { kind: 'ack' as const, ids } : { kind: 'claim' as const, ids, consumer, minIdleMs: 0, justId: false }
  await actOnPending({ connection: connections.get(connection), sink: log, group: { connection, key, group: name }, action, onClaimed: (...claimed) => bench.pool.noteClaimed(...claimed) })
}

async function redrive({ bench, key }: RandomRun): Promise<void> {
  const { connections, log, id: connection } = bench.observed
  const [id] = (await bench.cli('XRANGE', `${key}:dlq`, '-', '+', 'COUNT', '1')).split('\n')
  if (id !== undefined && /^\d+-\d+$/.test(id)) await redriveLetter(connections.get(connection), log, { connection, key: `${key}:dlq` }, { id: toEntryId(id) })
}

/** The server is killed and comes back with what its append-only file has. */
async function restart({ bench }: RandomRun): Promise<void> {
  await bench.server?.restart()
  const { connections, id } = bench.observed
  await vi.waitFor(() => expect(connections.get(id).state().status.kind).toBe('ready'), wait)
}

async function startAgain(run: RandomRun): Promise<void> {
  await run.bench.labs.stop({ lab: run.lab.id, clean: false })
  run.lab = await run.bench.start(run.text)
}

/** What does not fit the rest of the file, or the effect of its handler, is refused. */
async function setPolicies({ bench, lab, key }: RandomRun, { group, rest }: Extract<RandomFault, { kind: 'policies' }>): Promise<void> {
  const { handler, deadLetter, ...others } = rest as { handler: { poison?: object }; deadLetter?: object }
  const wanted = { ...others, poison: handler.poison, ...(deadLetter !== undefined && { deadLetter: { ...deadLetter, stream: `${lab.name}:dlq` } }) }
  const policies = groupPolicies.parse(Object.fromEntries(policyPart.options.map((part) => [part, wanted[part as keyof typeof wanted]])))
  await unlessRefused(bench.labs.setPolicies({ lab: lab.id, stream: key, group: lab.groups[group % lab.groups.length]?.group ?? '', policies, parts: policyPart.options }))
}

async function unlessRefused(doing: Promise<void>): Promise<void> {
  try {
    await doing
  } catch (error) {
    if (!(error instanceof Fault)) throw error
  }
}

/** Does what is possible now; what is not is refused and changes nothing. */
export async function applyFault(run: RandomRun, fault: RandomFault): Promise<void> {
  const { bench, judge, key } = run
  switch (fault.kind) {
    case 'wait': {
      const before = judge.entries().size
      const until = Date.now() + 400
      // Sources that have sent all that they had send no more: then it goes on.
      await vi.waitFor(() => expect(judge.entries().size >= before + fault.entries || Date.now() > until).toBe(true), wait)
      return
    }
    case 'claim':
    case 'ack':
      return act(run, fault)
    case 'trim':
      await judge.call('XTRIM', key, 'MAXLEN', fault.entries)
      return
    case 'delete': {
      const ids = [...judge.entries().keys()].slice(-fault.entries)
      if (ids.length > 0) await judge.call('XDEL', key, ...ids)
      return
    }
    case 'redrive':
      return redrive(run)
    case 'restart':
      return restart(run)
    case 'start-again':
      return startAgain(run)
    case 'delete-stream':
      run.broken ||= (bench.observed.log.current().streams[toStreamId({ connection: bench.observed.id, key })]?.lastPresent?.length ?? 0) > 0
      await judge.call('DEL', key)
      return judge.beginAnew()
    case 'policies':
      return setPolicies(run, fault)
    case 'delete-group':
    case 'delete-consumer':
    case 'sweeper': {
      const group = run.lab.groups[fault.group % run.lab.groups.length]?.group ?? ''
      const members = consumers(run).filter((state) => state.group === group)
      const consumer = members[fault.who % members.length]?.name ?? ''
      if (fault.kind === 'sweeper') await bench.pool.setSweeper({ connection: bench.observed.id, key, group, enabled: true, intervalMs: 100, minIdleMs: 50, count: 20, consumer })
      else if (fault.kind === 'delete-group') await bench.cli('XGROUP', 'DESTROY', key, group)
      else await bench.cli('XGROUP', 'DELCONSUMER', key, group, consumer)
      return
    }
    default: {
      const all = consumers(run)
      const worker = all[fault.who % all.length]
      if (worker === undefined) return
      if (fault.kind === 'cut') return cut(run, worker.id)
      if (fault.kind === 'link') return unlessRefused(bench.pool.setLink(worker.id, fault.fault))
      if (availableActions(worker)[fault.kind] !== undefined) return
      if (fault.kind === 'crash') await bench.pool.crash(worker.id, fault.at)
      else bench.pool[fault.kind](worker.id)
    }
  }
}

/** Ends every fault of a worker and gives the lab time to work off what it can; some never can. */
export async function letItFinish(run: RandomRun): Promise<void> {
  const until = Date.now() + 2500
  await vi.waitFor(async () => {
    for (const { id, status } of consumers(run)) {
      if (status.kind === 'frozen') run.bench.pool.resume(id)
      else if (['stopped', 'crashed', 'parked'].includes(status.kind)) run.bench.pool.start(id)
    }
    const groups = Date.now() > until ? [] : await run.bench.describe('XINFO', 'GROUPS', run.key)
    for (const group of groups) expect([group.get('pending'), group.get('lag')]).toEqual(['0', '0'])
  }, { timeout: 20_000, interval: 60 })
}

/** Ends every worker: those that can hear it finish what they hold. Nothing happens after that. */
export async function comeToRest({ bench, lab, key }: RandomRun): Promise<void> {
  const mine = bench.pool.states().filter((state) => state.key === key).map((state) => state.id)
  for (const { group } of lab.groups) {
    await bench.pool.setSweeper({ connection: bench.observed.id, key, group, enabled: false, intervalMs: 1000, minIdleMs: 1000, count: 10, consumer: '' })
  }
  await bench.pool.drain(mine, 4000)
  await vi.waitFor(() => {
    for (const state of bench.pool.states()) if (mine.includes(state.id)) expect(['stopped', 'crashed', 'parked']).toContain(state.status.kind)
  }, wait)
}
