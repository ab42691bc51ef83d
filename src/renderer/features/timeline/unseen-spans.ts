import type { ConnectionState } from '@shared/model/connection-state'
import type { ConnectionId } from '@shared/model/stream-ref'

/** A span that was not observed. Wall clock milliseconds; the end of one that lasts is infinite. */
export interface UnseenSpan {
  from: number
  to: number
}

/** When nothing could be seen: this page had no news, or its host had no server. */
export class UnseenSpans {
  private readonly everywhere: UnseenSpan[] = []
  private readonly byConnection = new Map<ConnectionId, UnseenSpan[]>()

  /** This page had no news at all. */
  add(span: UnseenSpan): void {
    this.everywhere.push(span)
  }

  /** What a connection that is not ready shows is from before. */
  follow({ id, status }: ConnectionState): void {
    const spans = this.byConnection.get(id) ?? []
    this.byConnection.set(id, spans)
    const last = spans.at(-1)
    const lasts = last?.to === Number.POSITIVE_INFINITY
    if (status.kind !== 'ready' && !lasts) spans.push({ from: status.since, to: Number.POSITIVE_INFINITY })
    if (status.kind === 'ready' && lasts) last.to = status.since
  }

  forget(connection: ConnectionId): void {
    this.byConnection.delete(connection)
  }

  /** Of streams on this connection. */
  on(connection: ConnectionId): readonly UnseenSpan[] {
    return [...this.everywhere, ...(this.byConnection.get(connection) ?? [])]
  }

  /** Forgets what ended before. */
  prune(oldest: number): void {
    for (const spans of [this.everywhere, ...this.byConnection.values()]) {
      while ((spans[0]?.to ?? Number.POSITIVE_INFINITY) < oldest) spans.shift()
    }
  }
}
