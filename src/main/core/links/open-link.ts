import { createConnection, type Socket } from 'node:net'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'
import type { SocketTarget } from '../redis/dispatcher'
import { startFlow, type Flow } from './start-flow'

export interface LinkOptions {
  /** Taken and not read yet. */
  client: Socket
  upstream: SocketTarget['address']
  fault: () => LinkFault
  clock: Clock
  random: Random
  /** How many of so many bytes of reply may pass. */
  admitReply: (bytes: number) => { bytes: number; last: boolean }
  onPassed: (to: 'server' | 'worker', bytes: number) => void
  onVanished: (bytes: number) => void
  onForgotten: () => void
  onCut: () => void
  /** The server was reached (undefined) or not, and why. */
  onReached: (problem: string | undefined) => void
  /** One side or both are gone. */
  onClosed: () => void
}

/** One connection of a worker through its proxy: two sockets, and what becomes of the bytes between them. */
export interface Link {
  changed(): void
  /** Closes both sides at once; what was on its way is lost. False when it was cut or forgotten already. */
  cut(): boolean
  /** Ends what is left of it. */
  destroy(): void
  workerOpen(): boolean
  serverOpen(): boolean
  forgotten(): boolean
}

/** As the worker's own sockets have it. */
const KEEP_ALIVE_MS = 10_000
/** A timer that is due may run before what the kernel has already is read: one more turn before it counts as silence. */
const TURN_MS = 10

const NO_LIMIT = (bytes: number): { bytes: number; last: boolean } => ({ bytes, last: false })

export function openLink(options: LinkOptions): Link {
  const { client, upstream, clock, fault } = options
  let state: 'waiting' | 'open' | 'forgotten' | 'over' = 'waiting'
  let server: Socket | undefined
  let flows: Flow[] = []
  let lastByteAt = clock.monotonic()
  let watching = false
  let change = new AbortController()
  /** A side broke while nothing passed: the other side hears of it when something does. */
  let brokenInTheDark = false

  const dark = (): boolean => fault().kind === 'black-hole'

  function end(): void {
    state = 'over'
    change.abort()
    for (const flow of flows) flow.stop()
    // Not resetAndDestroy: it waits for what is still to be written, and fails for good while the end is being sent.
    client.destroy()
    server?.destroy()
  }

  function cut(): boolean {
    if (state === 'over' || state === 'forgotten') return false
    end()
    options.onCut()
    return true
  }

  function forget(): void {
    state = 'forgotten'
    for (const flow of flows) flow.forget()
    options.onForgotten()
  }

  /** Asks whether the connection has been silent for too long, as often as that can be. */
  async function watchIdle(): Promise<void> {
    if (watching) return
    watching = true
    for (let current = fault(); state === 'open' && current.kind === 'idle-drop'; current = fault()) {
      const { signal } = change
      const left = lastByteAt + current.afterMs - clock.monotonic()
      await clock.sleep(left > 0 ? left : TURN_MS, signal)
      if (left <= 0 && !signal.aborted && clock.monotonic() - lastByteAt >= current.afterMs) forget()
    }
    watching = false
  }

  function onClose(failed: boolean): void {
    if (state === 'open' && failed && dark()) brokenInTheDark = true
    // A broken side ends the other at once; the orderly end goes with the bytes.
    else if (state === 'open' && failed) end()
    if (client.destroyed && server?.destroyed !== false) end()
    options.onClosed()
  }

  function follow(socket: Socket): void {
    // What an error means is told by the close that follows it.
    socket.on('error', () => undefined)
    socket.on('close', onClose)
  }

  function dial(): void {
    state = 'open'
    lastByteAt = clock.monotonic()
    const how = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }
    const made = createConnection(upstream.kind === 'tcp' ? { ...how, host: upstream.host, port: upstream.port } : { ...how, path: upstream.path })
    server = made
    made.once('connect', () => options.onReached(undefined))
    made.once('error', (error: NodeJS.ErrnoException) => {
      if (made.bytesRead === 0 && made.bytesWritten === 0) options.onReached(error.code ?? error.message)
    })
    const common = { fault, clock, random: options.random, onArrived: () => (lastByteAt = clock.monotonic()), onVanished: options.onVanished, cut: () => void cut() }
    flows = [
      startFlow({ ...common, from: client, to: made, admit: NO_LIMIT, onPassed: (bytes) => options.onPassed('server', bytes) }),
      startFlow({ ...common, from: made, to: client, admit: options.admitReply, onPassed: (bytes) => options.onPassed('worker', bytes) })
    ]
    follow(made)
    void watchIdle()
  }

  follow(client)
  // In the dark the server does not hear of a new connection either.
  if (!dark()) dial()

  return {
    changed() {
      change.abort()
      change = new AbortController()
      if (state === 'waiting' && !dark()) return dial()
      for (const flow of flows) flow.changed()
      if (state === 'open' && brokenInTheDark && !dark()) return end()
      void watchIdle()
    },
    cut,
    destroy: end,
    workerOpen: () => !client.destroyed,
    serverOpen: () => server !== undefined && !server.destroyed,
    forgotten: () => state === 'forgotten'
  }
}
