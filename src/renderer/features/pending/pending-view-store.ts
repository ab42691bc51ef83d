import { create } from 'zustand'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import { setView } from '../../store/view-store'
import { formatFilter } from './format-filter'
import type { RowOrder } from './order-rows'

interface PendingViewState {
  /** The filter line as the person wrote it. */
  line: string
  order: RowOrder
  /** The person stopped reading again; what is shown ages. */
  paused: boolean
}

/** How the person looks at pending entries. Outlives the view, so that going away and back loses nothing. */
export const usePendingView = create<PendingViewState>(() => ({ line: '', order: { by: 'idle', direction: 'down' }, paused: false }))

export const setPendingView = (change: Partial<PendingViewState>): void => usePendingView.setState(change)

/** Opens Pending on a group, narrowed to one owner when given. */
export function openPending(stream: StreamRef, group: ByteText, owner?: ByteText): void {
  setPendingView({ line: owner === undefined ? '' : formatFilter([{ kind: 'owner', name: owner }]) })
  setView({ view: 'pending', stream, pendingGroup: group })
}
