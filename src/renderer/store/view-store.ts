import { create } from 'zustand'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { ConnectionId, StreamRef } from '@shared/model/stream-ref'
import type { WorkerId } from '@shared/model/worker-state'

export type View = 'flow' | 'entries' | 'pending' | 'publish' | 'labs' | 'dead-letters' | 'compare'

/** The thing selected anywhere; the inspector shows it. */
export type Selection =
  | { kind: 'entry'; stream: StreamRef; id: EntryId }
  | { kind: 'group'; stream: StreamRef; group: ByteText }
  | { kind: 'consumer'; stream: StreamRef; group: ByteText; consumer: ByteText }
  | { kind: 'producer'; worker: WorkerId }

/** What to publish, carried to the Publish view by "publish again". */
export interface PublishDraft {
  fields: { name: ByteText; value: ByteText }[]
  from?: EntryId
}

interface ViewState {
  view: View
  /** Looked at while no stream is; see `selectConnection`. */
  connection: ConnectionId | undefined
  stream: StreamRef | undefined
  /** The group that Pending shows; undefined lets it choose. */
  pendingGroup: ByteText | undefined
  selection: Selection | undefined
  draft: PublishDraft | undefined
  /** The person paused motion: tokens stand, numbers go on. */
  motionPaused: boolean
  dialog: 'connect' | 'settings' | 'palette' | 'shortcuts' | 'kafka' | undefined
}

/** What the person looks at. Nothing here is true of any server. */
export const useView = create<ViewState>(() => ({
  view: 'flow', connection: undefined, stream: undefined, pendingGroup: undefined, selection: undefined, draft: undefined, motionPaused: false, dialog: undefined
}))

export const setView = (change: Partial<ViewState>): void => useView.setState(change)
export const select = (selection: Selection | undefined): void => useView.setState({ selection })
