import { liveFrame, type LiveFrame } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { HostLink } from './client'
import type { FeedStatus } from './feed-status'
import { followFrame, type FeedPosition } from './follow-frames'
import { LinkRefused } from './link-refused'
import { reconnectDelay } from './reconnect-delay'

export interface LiveFeedOptions {
  /** Makes a new link. Rejects with LinkRefused when trying again is useless. */
  connect(): Promise<HostLink>
  /** The link that calls go over from now on; undefined while there is none. */
  onLink(link: HostLink | undefined): void
  /** Snapshots and events in order, without hole or repeat. Must not throw. */
  onFrame(frame: LiveFrame): void
  onStatus(status: FeedStatus): void
  /** Ends the feed and its link. */
  signal: AbortSignal
  random: Random
  clock: Clock
}

type FeedEnd = { kind: 'refused'; message: string; next: string } | { kind: 'broken'; position: FeedPosition | undefined }

/** A link that held this long counts as a good one: the next break starts with the shortest wait again. */
const STEADY_MS = 2_000

/**
 * Keeps the picture coming: connects, reads, acknowledges, and after a break connects again and goes on from where it
 * stopped. Resolves when the signal aborts or the host refuses for good. At most one link is open at any time.
 */
export async function runLiveFeed(options: LiveFeedOptions): Promise<void> {
  const { clock, random, signal } = options
  let position: FeedPosition | undefined
  let brokenAt: number | undefined
  let attempt = 0
  options.onStatus({ kind: 'connecting' })
  while (!signal.aborted) {
    let liveAt: number | undefined
    const end = await readOneLink(options, position, () => {
      liveAt ??= clock.monotonic()
      brokenAt = undefined
      options.onStatus({ kind: 'live' })
    })
    if (signal.aborted) return
    if (end.kind === 'refused') {
      options.onStatus(end)
      return
    }
    position = end.position
    if (liveAt !== undefined && clock.monotonic() - liveAt >= STEADY_MS) attempt = 0
    attempt += 1
    brokenAt ??= clock.now()
    options.onStatus({ kind: 'interrupted', since: brokenAt, attempt })
    await clock.sleep(reconnectDelay(attempt, random), signal)
  }
}

async function readOneLink(options: LiveFeedOptions, from: FeedPosition | undefined, onLive: () => void): Promise<FeedEnd> {
  let link: HostLink
  try {
    link = await options.connect()
  } catch (error) {
    return error instanceof LinkRefused ? { kind: 'refused', message: error.message, next: error.next } : { kind: 'broken', position: from }
  }
  if (options.signal.aborted) {
    link.close()
    return { kind: 'broken', position: from }
  }
  options.onLink(link)
  try {
    return await readFrames(options, link, from, onLive)
  } finally {
    options.onLink(undefined)
    link.close()
  }
}

async function readFrames(options: LiveFeedOptions, link: HostLink, from: FeedPosition | undefined, onLive: () => void): Promise<FeedEnd> {
  let position = from
  let live = false
  const resume = from?.seq === undefined ? {} : { resume: { instance: from.instance, seq: from.seq } }
  const pull = await openFrames(link, resume, options.signal)
  for (;;) {
    const frame = await pull()
    if (frame === undefined) return { kind: 'broken', position }
    const outcome = followFrame(position, frame)
    // Without a position the next link starts from a snapshot.
    if (outcome.kind === 'gap') return { kind: 'broken', position: undefined }
    if (outcome.kind === 'other-protocol') {
      return { kind: 'refused', message: 'This page and its host are of different versions of Sluice.', next: 'Reload the page.' }
    }
    position = outcome.position
    if (outcome.kind === 'next') {
      options.onFrame(frame)
      // A link that cannot carry an acknowledgement is broken: closing it ends the frames too.
      link.client.live.acknowledge({ session: position.session, frame: outcome.frame }).catch(() => link.close())
    }
    // After a hello we are live only if what we hold is of this instance; else the snapshot makes us so.
    if (!live && position.seq !== undefined) {
      live = true
      onLive()
    }
  }
}

/** Gives the next valid frame, or undefined when the link is no longer good for any. */
async function openFrames(link: HostLink, input: Parameters<HostLink['client']['live']['subscribe']>[0], signal: AbortSignal): Promise<() => Promise<LiveFrame | undefined>> {
  try {
    const frames = await link.client.live.subscribe(input, { signal })
    return async () => {
      try {
        const next = await frames.next()
        if (next.done === true) return undefined
        const parsed = liveFrame.safeParse(next.value)
        return parsed.success ? parsed.data : undefined
      } catch {
        // oRPC ends the frames of a dead link by throwing, in several shapes. All mean the same here.
        return undefined
      }
    }
  } catch {
    return () => Promise.resolve(undefined)
  }
}
