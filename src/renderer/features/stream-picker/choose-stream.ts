import { isLabKey, toStreamId, type StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { attempt } from '../../store/attempt'
import { setView, useView, type Selection } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'

const FEED_WAIT_MS = 3000

/** Resolves once the picture has the stream: the feed tells of it a moment after the call was answered. */
function untilInPicture(stream: StreamRef): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const stop = useWorkbenchStore.subscribe(({ workbench }) => {
      if (isWatched(workbench, stream)) finish()
    })
    const timer = setTimeout(finish, FEED_WAIT_MS)
    if (isWatched(useWorkbenchStore.getState().workbench, stream)) finish()
  })
}

/** Looks at a stream, and has it watched when it is not yet. */
export async function chooseStream(host: Client, stream: StreamRef, watched: boolean): Promise<void> {
  if (!watched) {
    if (!(await attempt(() => host.streams.watch(stream)))) return
    // Looked at before the picture has it, it would be taken for one that is watched no more, and left again.
    await untilInPicture(stream)
  }
  const { selection } = useView.getState()
  // The first stream is looked at unasked while it is waited for: what was selected on it meanwhile stays selected.
  setView({ stream, connection: stream.connection, pendingGroup: undefined, selection: isOf(selection, stream) ? selection : undefined })
}

function isOf(selection: Selection | undefined, stream: StreamRef): boolean {
  return selection !== undefined && selection.kind !== 'producer' && toStreamId(selection.stream) === toStreamId(stream)
}

/** The stream to look at while none was chosen: the first lab stream, else the first that is watched. */
export function selectDefaultStream(state: WorkbenchState, connection: string | undefined): StreamRef | undefined {
  const refs = Object.values(state.streams).map((stream) => stream.ref).filter((ref) => connection === undefined || ref.connection === connection)
  return refs.find((ref) => isLabKey(ref.key)) ?? refs[0]
}

export function isWatched(state: WorkbenchState, stream: StreamRef): boolean {
  return toStreamId(stream) in state.streams
}
