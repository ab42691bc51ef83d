import type { ConnectionState } from '@shared/model/connection-state'
import { toStreamId, type ConnectionId, type StreamRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { useView } from './view-store'
import { useWorkbenchStore } from './workbench-store'

/** The connection looked at: the stream's, else the one chosen, else the first there is. */
export function selectConnection(state: WorkbenchState, stream: StreamRef | undefined, chosen: ConnectionId | undefined): ConnectionState | undefined {
  const id = stream?.connection ?? chosen
  return (id === undefined ? undefined : state.connections[id]) ?? Object.values(state.connections)[0]
}

export function useCurrentConnection(): ConnectionState | undefined {
  const stream = useView((view) => view.stream)
  const chosen = useView((view) => view.connection)
  return useWorkbenchStore((store) => selectConnection(store.workbench, stream, chosen))
}

/** The stream looked at, as far as it is watched. */
export function useCurrentStream(): StreamState | undefined {
  const stream = useView((view) => view.stream)
  return useWorkbenchStore((store) => (stream === undefined ? undefined : store.workbench.streams[toStreamId(stream)]))
}
