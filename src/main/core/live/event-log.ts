import type { Clock } from '@shared/lib/clock'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { LoggedEvent, WorkbenchEvent } from '@shared/model/workbench-event'
import { EMPTY_WORKBENCH, type WorkbenchState } from '@shared/model/workbench-state'

/** Where the core's parts report what happened. */
export interface EventSink {
  append(event: WorkbenchEvent): void
}

/** How much of the past is kept: older readers get a snapshot. Weight is about one per id or row in an event. */
const WEIGHT_KEPT = 200_000

function weigh(event: WorkbenchEvent): number {
  if ('ids' in event) return 1 + event.ids.length + ('dropped' in event ? event.dropped.length : 0)
  // Each carries the whole worker.
  if (event.kind === 'worker-changed') return event.worker.role === 'consumer' ? 8 + event.worker.inFlight.length : 8
  // Its figures hold a strip or two of hundreds of signs.
  if (event.kind === 'comparison-changed') return 8
  if (event.kind !== 'stream-read' || event.reading.kind !== 'present') return 1
  let weight = 1 + event.reading.tail.length
  for (const group of event.reading.groups) weight += group.consumers.length + 2 * group.window.rows.length
  return weight
}

/** The one ordered record of what happened, folded into the one picture. Everything shown comes from here. */
export class EventLog implements EventSink {
  private state: WorkbenchState = EMPTY_WORKBENCH
  private readonly kept: LoggedEvent[] = []
  /** Index of the oldest kept event in `kept`: dropping moves it, and the array is cut now and then. */
  private head = 0
  private weight = 0
  private readonly listeners = new Set<(logged: LoggedEvent) => void>()

  constructor(private readonly clock: Clock) {}

  append(event: WorkbenchEvent): void {
    const logged: LoggedEvent = { seq: this.state.seq + 1, at: this.clock.now(), event }
    this.state = reduceWorkbench(this.state, logged)
    this.kept.push(logged)
    this.weight += weigh(event)
    while (this.weight > WEIGHT_KEPT && this.head < this.kept.length - 1) {
      const dropped = this.kept[this.head++]
      if (dropped !== undefined) this.weight -= weigh(dropped.event)
    }
    if (this.head > 4096) {
      this.kept.splice(0, this.head)
      this.head = 0
    }
    for (const listener of this.listeners) listener(logged)
  }

  current(): WorkbenchState {
    return this.state
  }

  /** At most `limit` events after `seq`, or undefined when that past is no longer kept. */
  after(seq: number, limit: number): LoggedEvent[] | undefined {
    if (seq > this.state.seq) return undefined
    const oldest = this.kept[this.head]
    if (oldest === undefined) return seq === this.state.seq ? [] : undefined
    if (seq < oldest.seq - 1) return undefined
    const from = this.head + (seq + 1 - oldest.seq)
    return this.kept.slice(from, from + limit)
  }

  onAppend(listener: (logged: LoggedEvent) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
