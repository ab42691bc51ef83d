import type { Evidence, LoggedEvent, WorkbenchEvent } from '@shared/model/workbench-event'
import type { StreamRef } from '@shared/model/stream-ref'
import { anchorKey, type AnchorKey } from './anchors'
import type { MarkColour, MarkShape } from './motion-protocol'

/** Entries that moved, as an event told it. Places are named in order of preference: the first that is in sight is taken. */
export interface Flight {
  /** What is counted together. */
  edge: string
  from: AnchorKey[]
  over: AnchorKey[]
  to: AnchorKey[]
  count: number
  colour: MarkColour
  shape: MarkShape
  /** Claims, redeliveries, failures and losses: one mark each at every level. */
  rare: boolean
  /** Whose lane names the level of detail; undefined for what is added. */
  group?: string
}

const shapeOf = (evidence: Evidence): MarkShape => (evidence === 'seen' ? 'solid' : 'hollow')

function planEvent(event: WorkbenchEvent): Flight[] {
  switch (event.kind) {
    case 'entries-added':
      return [{
        edge: anchorKey('producer', event.by), from: [anchorKey('producer', event.by)], over: [], to: [anchorKey('tape')], count: event.count,
        colour: 'new', shape: shapeOf(event.evidence), rare: false
      }]
    case 'entries-delivered': {
      const { group } = event.group
      const to = [anchorKey('consumer', group, event.consumer), anchorKey('consumers', group)]
      const pel = anchorKey('pel', group)
      // What is delivered again does not come from the stream: it was pending already.
      return event.again
        ? [{ edge: anchorKey('pel', group), from: [pel], over: [], to, count: event.count, colour: 're', shape: shapeOf(event.evidence), rare: true, group }]
        : [{ edge: anchorKey('consumer', group, event.consumer), from: [anchorKey('cursor', group), anchorKey('tape')], over: [pel], to, count: event.count, colour: 'pend', shape: shapeOf(event.evidence), rare: false, group }]
    }
    case 'entries-acked': {
      const { group } = event.group
      const from = event.consumer === undefined ? [] : [anchorKey('consumer', group, event.consumer)]
      return [{
        edge: anchorKey('outcome', group, event.consumer ?? ''), from: [...from, anchorKey('consumers', group)], over: [], to: [anchorKey('outcome', group)], count: event.count,
        colour: 'ok', shape: shapeOf(event.evidence), rare: false, group
      }]
    }
    case 'entries-failed': {
      const { group } = event.group
      return [{
        edge: anchorKey('pel', group, 'failed'), from: [anchorKey('consumer', group, event.consumer), anchorKey('consumers', group)], over: [], to: [anchorKey('pel', group)],
        count: event.count, colour: 'bad', shape: 'diamond', rare: true, group
      }]
    }
    case 'entries-claimed': {
      const { group } = event.group
      const pel = [anchorKey('pel', group)]
      const to = [anchorKey('consumer', group, event.consumer), anchorKey('consumers', group)]
      const claimed: Flight = { edge: anchorKey('pel', group, 'claimed'), from: pel, over: [], to, count: event.count, colour: 're', shape: shapeOf(event.evidence), rare: true, group }
      const dropped: Flight = { edge: anchorKey('pel', group, 'dropped'), from: pel, over: [], to: [anchorKey('outcome', group)], count: event.dropped.length, colour: 'ghost', shape: 'cross', rare: true, group }
      return [claimed, dropped]
    }
    default:
      return []
  }
}

function isOf(event: WorkbenchEvent, stream: StreamRef): boolean {
  const ref = 'group' in event ? event.group : 'stream' in event ? event.stream : undefined
  return ref !== undefined && ref.connection === stream.connection && ref.key === stream.key
}

/** What moved on this stream, by events alone. An event that moved nothing gives nothing. */
export function planFlights(events: readonly LoggedEvent[], stream: StreamRef): Flight[] {
  return events.flatMap(({ event }) => (isOf(event, stream) ? planEvent(event) : [])).filter((flight) => flight.count > 0)
}
