import type { Socket } from 'node:net'
import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { LinkFault } from '@shared/labs/link-fault'

export interface FlowOptions {
  from: Socket
  to: Socket
  /** The fault that is on now; `changed` tells of another. */
  fault: () => LinkFault
  clock: Clock
  random: Random
  /** Bytes came from `from`. */
  onArrived: () => void
  onPassed: (bytes: number) => void
  /** Bytes were thrown away. */
  onVanished: (bytes: number) => void
  /** How many of so many bytes may pass. `last`: after them the connection is to be cut. */
  admit: (bytes: number) => { bytes: number; last: boolean }
  cut: () => void
}

/** One direction of a connection: what comes from one socket goes to the other, in order, as the fault allows. */
export interface Flow {
  changed(): void
  /** From now on whatever comes is thrown away. */
  forget(): void
  /** The sockets are gone. */
  stop(): void
}

/** `due`: monotonic time from which it may pass. Without data: the end of what is sent. */
interface Piece {
  data: Buffer | undefined
  due: number
}

/** More than this is not kept on its way: the sender is made to wait, as a full window does. */
const QUEUE_LIMIT = 256 * 1024
/** A slow line sends in slices of so much time, so that it flows. */
const SLICE_MS = 20
/** Timers are late: by how much a line that had enough to send may make up for it. */
const LEEWAY_MS = 1000

/** Resolves at the event, at the end of the socket, or when the signal aborts. */
function settled(socket: Socket, event: 'drain' | 'close', signal: AbortSignalLike): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off(event, done)
      socket.off('close', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    socket.on(event, done)
    socket.on('close', done)
    signal.addEventListener('abort', done)
  })
}

export function startFlow({ from, to, fault, clock, random, ...options }: FlowOptions): Flow {
  const queue: Piece[] = []
  let state: 'open' | 'forgotten' | 'over' = 'open'
  let queued = 0
  let lastDue = 0
  /** When a slow line has sent what it was given. */
  let freeAt = 0
  let pumping = false
  let change = new AbortController()

  /** Takes no more than can be kept: in the dark nothing, so that it waits in the sender's own kernel. */
  function regulate(): void {
    if (state === 'open' && (fault().kind === 'black-hole' || queued >= QUEUE_LIMIT)) from.pause()
    else from.resume()
  }

  function pass(piece: Piece, now: number): void {
    if (piece.data === undefined) {
      queue.shift()
      to.end()
      return
    }
    const current = fault()
    let part = piece.data
    if (current.kind === 'bandwidth') {
      part = part.subarray(0, Math.max(1, Math.floor((current.bytesPerSecond * SLICE_MS) / 1000)))
      freeAt = Math.max(freeAt, now - LEEWAY_MS) + (part.length / current.bytesPerSecond) * 1000
    }
    const { bytes, last } = options.admit(part.length)
    queued -= part.length
    if (part.length === piece.data.length) queue.shift()
    else piece.data = piece.data.subarray(part.length)
    options.onPassed(bytes)
    if (!last) to.write(part)
    // After what was written before has left, be it nothing more.
    else to.write(part.subarray(0, bytes), options.cut)
  }

  async function pump(): Promise<void> {
    if (pumping) return
    pumping = true
    for (let piece = queue[0]; piece !== undefined && state === 'open'; piece = queue[0]) {
      const { signal } = change
      const now = clock.monotonic()
      const { kind } = fault()
      if (kind === 'black-hole') await settled(to, 'close', signal)
      else if (piece.due > now) await clock.sleep(piece.due - now, signal)
      else if (kind === 'bandwidth' && freeAt > now) await clock.sleep(freeAt - now, signal)
      else if (to.writableNeedDrain) await settled(to, 'drain', signal)
      else pass(piece, now)
      if (to.destroyed) break
    }
    pumping = false
    regulate()
  }

  function take(data: Buffer | undefined): void {
    const now = clock.monotonic()
    const current = fault()
    const delay = current.kind === 'latency' ? current.ms + current.jitterMs * random() : 0
    // What comes later never overtakes: the order of the bytes is the one thing that TCP promises.
    lastDue = Math.max(lastDue, now + delay)
    // A line that had nothing to send has not saved up for a burst.
    if (queue.length === 0) freeAt = Math.max(freeAt, now)
    queue.push({ data, due: lastDue })
    queued += data?.length ?? 0
    void pump()
    regulate()
  }

  from.on('data', (data: Buffer) => {
    if (state !== 'open') return options.onVanished(data.length)
    options.onArrived()
    take(data)
  })
  from.on('end', () => {
    if (state === 'open') take(undefined)
    // Nobody is told of an end either.
    else from.destroy()
  })
  regulate()

  function leave(next: 'forgotten' | 'over'): void {
    state = next
    queue.length = 0
    change.abort()
  }

  return {
    changed() {
      freeAt = clock.monotonic()
      change.abort()
      change = new AbortController()
      regulate()
    },
    forget() {
      leave('forgotten')
      if (from.readableEnded) from.destroy()
      else regulate()
    },
    stop: () => leave('over')
  }
}
