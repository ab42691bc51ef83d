import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'
import type { LinkState } from '@shared/model/link-state'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { WorkerId, WorkerState } from '@shared/model/worker-state'
import { startLinkProxy, type LinkEvent, type LinkProxy } from '../links/start-link-proxy'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Connection, SocketTarget } from '../redis/dispatcher'
import { through } from './through-proxy'

/** The part of a worker that its link needs. */
export interface LinkedWorker {
  state(): WorkerState
  alive(): boolean
  reroute(target: SocketTarget): void
  noteLink(): void
}

export interface WorkerLinksOptions {
  connection: (id: ConnectionId) => Connection
  sink: EventSink
  clock: Clock
  random: Random
}

/**
 * The proxies of workers, one for each that asked for it. A direct worker goes through its proxy in order: it finishes its
 * turn, leaves its socket and opens another; the fault comes when that one is set up, so that it meets a connection that works.
 */
export interface WorkerLinks {
  /** Where the sockets of this worker go. */
  target(worker: WorkerState): SocketTarget
  state(id: WorkerId): LinkState | undefined
  set(worker: LinkedWorker, fault: LinkFault): Promise<void>
  cut(worker: LinkedWorker): Promise<void>
  /** Back to a direct connection, in order as well. */
  leave(worker: LinkedWorker): void
  noteRunning(id: WorkerId): void
  /** The thread has ended, and nothing keeps its connections open for it. */
  noteEnded(id: WorkerId): void
  /** The worker is no more. */
  drop(id: WorkerId): Promise<void>
  dispose(): Promise<void>
}

interface Entry {
  proxy: LinkProxy
  next?: NonNullable<LinkState['next']>
}

export function createWorkerLinks({ connection, sink, clock, random }: WorkerLinksOptions): WorkerLinks {
  const entries = new Map<WorkerId, Entry>()
  const leaving = new Set<LinkProxy>()
  let disposed = false

  function tell({ name, connection: id, key }: WorkerState, event: LinkEvent): void {
    const where = { connection: id, stream: { connection: id, key } }
    if (event.kind === 'forgotten') {
      sink.append({
        kind: 'notice', level: 'warning', ...where, text: `The connection of ${name} was silent for ${event.afterMs} ms and was forgotten on its way. Neither ${name} nor the server was told.`,
        next: 'A read that blocks for longer waits in vain until its reply is overdue. Choose a BLOCK below that limit.'
      })
    }
    if (event.kind === 'cut') {
      sink.append({ kind: 'notice', level: 'info', ...where, text: event.why === 'reply' ? `The connection of ${name} was cut in the middle of a reply.` : `The connection of ${name} was cut.` })
    }
  }

  async function open(worker: LinkedWorker): Promise<Entry> {
    const { id, connection: of } = worker.state()
    const proxy = await startLinkProxy({
      upstream: () => connection(of).socketTarget().address, clock, random,
      onEvent(event) {
        tell(worker.state(), event)
        worker.noteLink()
      }
    })
    // Asked for twice at once: the first is kept.
    const other = entries.get(id)
    if (other !== undefined || disposed) {
      await proxy.close()
      if (other === undefined) throw new Fault('not-possible-now', 'The workers are ending.', 'Start Sluice again.')
      return other
    }
    const entry: Entry = { proxy }
    entries.set(id, entry)
    return entry
  }

  function targetOf(worker: WorkerState): SocketTarget {
    const direct = connection(worker.connection).socketTarget()
    const entry = entries.get(worker.id)
    return entry === undefined ? direct : through(direct, entry.proxy.address)
  }

  function apply(entry: Entry): void {
    const { next } = entry
    delete entry.next
    if (next?.kind === 'cut') entry.proxy.cut()
    else if (next !== undefined) entry.proxy.become(next)
  }

  /** Does it now, or as soon as the worker has come. */
  async function doNext(worker: LinkedWorker, next: NonNullable<LinkState['next']>): Promise<void> {
    const { id } = worker.state()
    const known = entries.get(id)
    const entry = known ?? await open(worker)
    const comes = entry.next !== undefined || (known === undefined && worker.alive())
    entry.next = next
    if (!comes) apply(entry)
    else if (known === undefined) worker.reroute(targetOf(worker.state()))
    worker.noteLink()
  }

  return {
    target: targetOf,
    state(id) {
      const entry = entries.get(id)
      return entry && { ...entry.proxy.state(), ...(entry.next !== undefined && { next: entry.next }) }
    },
    set: doNext,
    cut: (worker) => doNext(worker, { kind: 'cut' }),
    leave(worker) {
      const state = worker.state()
      const entry = entries.get(state.id)
      if (entry === undefined) return
      entries.delete(state.id)
      leaving.add(entry.proxy)
      void entry.proxy.retire().then(() => leaving.delete(entry.proxy))
      if (worker.alive()) worker.reroute(targetOf(state))
      worker.noteLink()
    },
    noteRunning(id) {
      const entry = entries.get(id)
      if (entry?.next !== undefined && entry.proxy.state().open > 0) apply(entry)
    },
    noteEnded(id) {
      const entry = entries.get(id)
      if (entry === undefined) return
      entry.proxy.endAll()
      // There is no connection to cut any more; a fault waits for the next thread.
      if (entry.next?.kind === 'cut') delete entry.next
      apply(entry)
    },
    async drop(id) {
      const entry = entries.get(id)
      entries.delete(id)
      await entry?.proxy.close()
    },
    async dispose() {
      disposed = true
      await Promise.all([...[...entries.values()].map(({ proxy }) => proxy), ...leaving].map((proxy) => proxy.close()))
    }
  }
}
