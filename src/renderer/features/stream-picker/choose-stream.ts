import { isLabKey, toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { attempt } from '../../store/attempt'
import { setView } from '../../store/view-store'
import type { Client } from '../../transport/client'

/** Looks at a stream, and has it watched when it is not yet. */
export async function chooseStream(host: Client, stream: StreamRef, watched: boolean): Promise<void> {
  if (!watched && !(await attempt(() => host.streams.watch(stream)))) return
  setView({ stream, connection: stream.connection, pendingGroup: undefined, selection: undefined })
}

/** The stream to look at while none was chosen: the first lab stream, else the first that is watched. */
export function selectDefaultStream(state: WorkbenchState, connection: string | undefined): StreamRef | undefined {
  const refs = Object.values(state.streams).map((stream) => stream.ref).filter((ref) => connection === undefined || ref.connection === connection)
  return refs.find((ref) => isLabKey(ref.key)) ?? refs[0]
}

export function isWatched(state: WorkbenchState, stream: StreamRef): boolean {
  return toStreamId(stream) in state.streams
}
