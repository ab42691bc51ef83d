import type { Fact } from '@shared/model/fact'
import type { GroupFacts, StreamReading } from '@shared/model/stream-state'

function sameFact<T>(a: Fact<T>, b: Fact<T>): boolean {
  return a.known && b.known ? a.value === b.value && a.from === b.from : !a.known && !b.known && a.why === b.why
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((item, index) => {
    const other = b[index]
    return other !== undefined && same(item, other)
  })
}

function sameGroup(a: GroupFacts, b: GroupFacts): boolean {
  return a.name === b.name && a.pending === b.pending && a.lastDeliveredId === b.lastDeliveredId &&
    sameFact(a.entriesRead, b.entriesRead) && sameFact(a.lag, b.lag) && sameFact(a.undelivered, b.undelivered) &&
    sameList(a.consumers, b.consumers, (x, y) => x.name === y.name && x.pending === y.pending) &&
    a.window.complete === b.window.complete &&
    sameList(a.window.rows, b.window.rows, (x, y) => x.id === y.id && x.consumer === y.consumer && x.deliveries === y.deliveries && x.gone === y.gone)
}

/** Whether two readings say the same but for the time of reading and the idle times, which grow by themselves. */
export function sameFacts(a: StreamReading, b: StreamReading): boolean {
  if (a.kind === 'present' && b.kind === 'present') {
    return a.length === b.length && a.atomic === b.atomic && a.lastGeneratedId === b.lastGeneratedId && a.maxDeletedId === b.maxDeletedId && a.firstId === b.firstId &&
      a.groupsOmitted === b.groupsOmitted && a.sparing === b.sparing && a.refused === b.refused && sameFact(a.entriesAdded, b.entriesAdded) &&
      sameList(a.tail, b.tail, (x, y) => x === y) && sameList(a.groups, b.groups, sameGroup)
  }
  if (a.kind === 'not-a-stream' && b.kind === 'not-a-stream') return a.type === b.type
  if (a.kind === 'no-permission' && b.kind === 'no-permission') return a.needs === b.needs
  if (a.kind === 'failed' && b.kind === 'failed') return a.message === b.message
  return a.kind === b.kind
}
