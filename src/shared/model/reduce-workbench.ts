import { createStreamState, reduceStream } from './reduce-stream'
import { toStreamId, type StreamRef } from './stream-ref'
import type { LoggedEvent, WorkbenchEvent } from './workbench-event'
import { NOTICE_LIMIT, type WorkbenchState } from './workbench-state'

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _removed, ...rest } = record
  return rest
}

/** The stream an event is about, if it is about one. */
export function streamOfEvent(event: WorkbenchEvent): StreamRef | undefined {
  if ('group' in event) return event.group
  if ('stream' in event) return event.stream
  return undefined
}

function applyToStream(state: WorkbenchState, event: WorkbenchEvent): WorkbenchState {
  const ref = streamOfEvent(event)
  if (ref === undefined) return state
  const id = toStreamId(ref)
  const stream = state.streams[id]
  // Events about streams that nobody watches are not kept: the picture is of what is watched (rule M2).
  if (stream === undefined) return state
  const next = reduceStream(stream, event)
  return next === stream ? state : { ...state, streams: { ...state.streams, [id]: next } }
}

function applyEvent(state: WorkbenchState, { event, seq, at }: LoggedEvent): WorkbenchState {
  switch (event.kind) {
    case 'connection-changed':
      return { ...state, connections: { ...state.connections, [event.connection.id]: event.connection } }
    case 'connection-removed': {
      const streams = Object.fromEntries(Object.entries(state.streams).filter(([, stream]) => stream.ref.connection !== event.id))
      return { ...state, connections: without(state.connections, event.id), streams }
    }
    case 'observer-cost': {
      const connection = state.connections[event.id]
      if (connection === undefined) return state
      return { ...state, connections: { ...state.connections, [event.id]: { ...connection, cost: event.cost } } }
    }
    case 'stream-watched': {
      const id = toStreamId(event.stream)
      return id in state.streams ? state : { ...state, streams: { ...state.streams, [id]: createStreamState(event.stream) } }
    }
    case 'stream-unwatched':
      return { ...state, streams: without(state.streams, toStreamId(event.stream)) }
    case 'worker-changed':
      return { ...state, workers: { ...state.workers, [event.worker.id]: event.worker } }
    case 'worker-removed':
      return { ...state, workers: without(state.workers, event.id) }
    case 'lab-changed':
      return { ...state, labs: { ...state.labs, [event.lab.id]: event.lab } }
    case 'lab-removed':
      return { ...state, labs: without(state.labs, event.id) }
    case 'comparison-changed':
      return { ...state, comparisons: { ...state.comparisons, [event.comparison.id]: event.comparison } }
    case 'comparison-removed':
      return { ...state, comparisons: without(state.comparisons, event.id) }
    case 'alerts-changed':
      return { ...state, alerts: event.alerts }
    case 'notice': {
      const notice = { seq, at, level: event.level, text: event.text, ...(event.next !== undefined && { next: event.next }) }
      return { ...state, notices: [...state.notices.slice(1 - NOTICE_LIMIT), notice] }
    }
    default:
      return applyToStream(state, event)
  }
}

/** Folds one logged event in. Pure: the host and the renderer run the same fold and get the same picture (rule M1). */
export function reduceWorkbench(state: WorkbenchState, logged: LoggedEvent): WorkbenchState {
  const next = applyEvent(state, logged)
  return { ...next, seq: logged.seq }
}
