import type { Clock } from '@shared/lib/clock'
import type { StreamCheck } from '@shared/model/stream-check'
import { toStreamId, type ConnectionId, type GroupRef, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import type { StreamReading } from '@shared/model/stream-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { streamOfEvent } from '@shared/model/reduce-workbench'
import type { ByteText } from '@shared/redis/byte-text'
import type { EventSink } from '../live/event-log'
import type { Connection } from '../redis/dispatcher'
import { createStreamReader } from './read-stream'
import { createServerWatch, type ServerWatch } from './server-watch'
import { createStreamWatcher, type StreamWatcher } from './stream-watcher'

/** Watches streams by reading only: no group, consumer or key changes because somebody looks (TRUST O1). */
export interface Observer {
  /** Starts watching; nothing happens when it is watched already. Throws a Fault when there is no such connection. */
  watch(stream: StreamRef): void
  unwatch(stream: StreamRef): void
  isWatched(stream: StreamRef): boolean
  /** A reading that begins after this call. Told to the log when the stream is watched. Never rejects for what the server says. */
  readNow(stream: StreamRef): Promise<StreamReading>
  /** Reads a watched stream now, and says how the picture differed; it is the server's answer then. Never rejects for what the server says. */
  check(stream: StreamRef): Promise<StreamCheck>
  /** To be called for every event of the log, so that our own doings are not taken for those of others. */
  noteSeen(event: WorkbenchEvent): void
  /** Milliseconds from publish to receipt by one of our own consumers. */
  noteLatency(group: GroupRef, ms: number): void
  /** Nobody looks: a tenth of the rate. */
  setHidden(hidden: boolean): void
  dispose(): void
}

export interface ObserverOptions {
  /** Throws a Fault when there is no such connection. */
  connection: (id: ConnectionId) => Connection
  sink: EventSink
  clock: Clock
  isOwnConsumer: (group: GroupRef, consumer: ByteText) => boolean
}

export function createObserver({ connection, sink, clock, isOwnConsumer }: ObserverOptions): Observer {
  const watchers = new Map<StreamId, { stream: StreamRef; watcher: StreamWatcher }>()
  const servers = new Map<ConnectionId, ServerWatch>()
  let hidden = false

  function ofConnection(id: ConnectionId): StreamRef[] {
    return [...watchers.values()].filter(({ stream }) => stream.connection === id).map(({ stream }) => stream)
  }

  function serverOf(id: ConnectionId, target: Connection): ServerWatch {
    const found = servers.get(id)
    if (found !== undefined) return found
    const onSecond = (): void => {
      for (const { stream, watcher } of watchers.values()) if (stream.connection === id) watcher.sample()
    }
    const created = createServerWatch({ id, connection: target, sink, clock, onSecond })
    servers.set(id, created)
    return created
  }

  function stop(stream: StreamRef): boolean {
    const id = toStreamId(stream)
    const found = watchers.get(id)
    if (found === undefined) return false
    found.watcher.dispose()
    watchers.delete(id)
    if (ofConnection(stream.connection).length === 0) {
      servers.get(stream.connection)?.dispose()
      servers.delete(stream.connection)
    }
    return true
  }

  return {
    watch({ connection: id, key }) {
      const stream: StreamRef = { connection: id, key }
      if (watchers.has(toStreamId(stream))) return
      const target = connection(id)
      sink.append({ kind: 'stream-watched', stream })
      const { budget } = serverOf(id, target)
      const watcher = createStreamWatcher({ stream, connection: target, sink, clock, budget, isHidden: () => hidden, isOwnConsumer })
      watchers.set(toStreamId(stream), { stream, watcher })
    },
    unwatch({ connection: id, key }) {
      const stream: StreamRef = { connection: id, key }
      if (stop(stream)) sink.append({ kind: 'stream-unwatched', stream })
    },
    isWatched: (stream) => watchers.has(toStreamId(stream)),
    async readNow(stream) {
      const found = watchers.get(toStreamId(stream))
      if (found !== undefined) return found.watcher.readNow()
      return createStreamReader(connection(stream.connection), stream, clock, () => undefined).read()
    },
    async check(stream) {
      return (await watchers.get(toStreamId(stream))?.watcher.check()) ?? { kind: 'unread', why: 'Nobody watches this stream.' }
    },
    noteSeen(event) {
      // The log has dropped its streams already; a watch on a connection that is gone would only fail.
      if (event.kind === 'connection-removed') for (const stream of ofConnection(event.id)) stop(stream)
      const stream = streamOfEvent(event)
      if (stream !== undefined) watchers.get(toStreamId(stream))?.watcher.note(event)
      if (event.kind === 'entries-dead-lettered') watchers.get(toStreamId({ connection: event.group.connection, key: event.to }))?.watcher.noteLetters(event.count)
    },
    noteLatency(group, ms) {
      watchers.get(toStreamId(group))?.watcher.noteLatency(group.group, ms)
    },
    setHidden(next) {
      const cameBack = hidden && !next
      hidden = next
      // The pauses of a hidden window are long: what a person sees on coming back must not be as old.
      if (cameBack) for (const { watcher } of watchers.values()) watcher.hurry()
    },
    dispose() {
      for (const { watcher } of watchers.values()) watcher.dispose()
      for (const server of servers.values()) server.dispose()
      watchers.clear()
      servers.clear()
    }
  }
}
