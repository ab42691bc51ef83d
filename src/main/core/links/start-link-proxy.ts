import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'
import type { LinkState } from '@shared/model/link-state'
import type { SocketTarget } from '../redis/dispatcher'
import { openLink, type Link } from './open-link'

export interface LinkProxyOptions {
  /** Where connections go, asked for each of them. It stays of one kind. */
  upstream: () => SocketTarget['address']
  clock: Clock
  random: Random
  /** Something happened that is to be seen at once; bytes alone are not told. */
  onEvent?: (event: LinkEvent) => void
}

export type LinkEvent =
  | { kind: 'connections' }
  | { kind: 'forgotten'; afterMs: number }
  | { kind: 'cut'; why: 'by-hand' | 'reply' }

/**
 * A proxy between a worker and its server that does to a connection what networks do. It listens where its upstream
 * does: on loopback for TCP, on a socket file that only this user may open for a socket file. It sees bytes and knows
 * nothing of what they mean, so TLS goes through it end to end.
 */
export interface LinkProxy {
  /** Where a worker connects instead of to the server. */
  readonly address: SocketTarget['address']
  /** From now on. What a latency has on its way arrives when it was due. */
  become(fault: LinkFault): void
  /** Closes every connection there is, both sides at once; new ones are taken. Gives how many there were. */
  cut(): number
  state(): LinkState
  /** Ends every connection there is, those too that were forgotten: the worker is no more. */
  endAll(): void
  /** Takes no more connections, has no fault any more, and closes when the worker has left its last one: resolves then. */
  retire(): Promise<void>
  close(): Promise<void>
}

/** Forgotten connections that are kept open at the server; the oldest goes first. A server ends them by tcp-keepalive, which our kernel answers. */
const PHANTOM_LIMIT = 32

/** A loopback port, or a socket file in a folder of its own. */
async function choosePlace(kind: SocketTarget['address']['kind']): Promise<{ listen: { host: string; port: number } | { path: string }; remove(): Promise<void> }> {
  if (kind === 'tcp') return { listen: { host: '127.0.0.1', port: 0 }, remove: () => Promise.resolve() }
  const folder = await mkdtemp(join(tmpdir(), 'sluice-link-'))
  return { listen: { path: join(folder, 'socket') }, remove: () => rm(folder, { recursive: true, force: true }) }
}

export async function startLinkProxy({ upstream, clock, random, onEvent = () => undefined }: LinkProxyOptions): Promise<LinkProxy> {
  const links = new Set<Link>()
  let fault: LinkFault = { kind: 'none' }
  let since = clock.now()
  let retiring = false
  let closed: Promise<void> | undefined
  const counted: Pick<LinkState, 'connections' | 'toServer' | 'toWorker' | 'forgotten' | 'forgottenAt' | 'vanished' | 'cuts' | 'cutAt' | 'unreached'> = {
    connections: 0, toServer: 0, toWorker: 0, forgotten: 0, vanished: 0, cuts: 0
  }

  function become(next: LinkFault): void {
    fault = next
    since = clock.now()
    for (const link of links) link.changed()
  }

  function admitReply(bytes: number): { bytes: number; last: boolean } {
    if (fault.kind !== 'cut-reply') return { bytes, last: false }
    const passing = Math.min(bytes, fault.afterBytes)
    fault = { ...fault, afterBytes: fault.afterBytes - passing }
    return { bytes: passing, last: fault.afterBytes === 0 }
  }

  function noteCut(): void {
    counted.cuts += 1
    counted.cutAt = clock.now()
    const why = fault.kind === 'cut-reply' && fault.afterBytes === 0 ? 'reply' : 'by-hand'
    // Once is what was asked for: the connection that comes next is whole.
    if (why === 'reply') become({ kind: 'none' })
    onEvent({ kind: 'cut', why })
  }

  const phantoms = (): Link[] => [...links].filter((link) => link.forgotten() && link.serverOpen())

  function noteForgotten(): void {
    counted.forgotten += 1
    counted.forgottenAt = clock.now()
    for (const oldest of phantoms().slice(0, -PHANTOM_LIMIT)) oldest.destroy()
    onEvent({ kind: 'forgotten', afterMs: fault.kind === 'idle-drop' ? fault.afterMs : 0 })
  }

  const openLinks = (): Link[] => [...links].filter((link) => link.workerOpen())

  const place = await choosePlace(upstream().kind)
  const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (client) => {
    counted.connections += 1
    const link: Link = openLink({
      client, upstream: upstream(), fault: () => fault, clock, random, admitReply,
      onPassed(to, bytes) {
        if (to === 'server') counted.toServer += bytes
        else counted.toWorker += bytes
      },
      onVanished: (bytes) => (counted.vanished += bytes),
      onForgotten: noteForgotten,
      onCut: noteCut,
      onReached(problem) {
        if (problem === undefined) delete counted.unreached
        else counted.unreached = problem
      },
      onClosed() {
        if (!link.workerOpen() && !link.serverOpen()) links.delete(link)
        onEvent({ kind: 'connections' })
      }
    })
    links.add(link)
    onEvent({ kind: 'connections' })
  })
  const gone = new Promise<void>((resolve) => listener.once('close', resolve))
  listener.listen(place.listen)
  await once(listener, 'listening')
  // Too many open files, say: the connection that could not be taken is lost, and the proxy goes on.
  listener.on('error', (error) => (counted.unreached = error.message))
  const bound = listener.address()
  const address: SocketTarget['address'] = typeof bound === 'string' || bound === null ? { kind: 'unix', path: String(bound) } : { kind: 'tcp', host: bound.address, port: bound.port }

  function endAll(): void {
    for (const link of links) link.destroy()
    links.clear()
  }

  async function closeNow(): Promise<void> {
    listener.close()
    endAll()
    await gone
    await place.remove()
  }

  function close(): Promise<void> {
    return (closed ??= closeNow())
  }

  return {
    address,
    become,
    cut: () => openLinks().filter((link) => link.cut()).length,
    state: () => ({ fault, since, ...counted, open: openLinks().length, unheard: openLinks().some((link) => link.forgotten()), phantoms: phantoms().length }),
    endAll,
    retire() {
      if (!retiring && closed === undefined) {
        retiring = true
        become({ kind: 'none' })
        listener.close()
      }
      return gone.then(close)
    },
    close
  }
}
