import { create } from 'zustand'
import { toStreamId, type StreamId, type StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { FacetTerm } from './letter-facets'
import type { PayloadText } from './payload-text'

interface LettersViewState {
  show: 'letters' | 'log' | 'depth'
  terms: readonly FacetTerm[]
  /** The dead-letter stream chosen by the person while `of` is the stream looked at. */
  chosen: { of: StreamId; key: ByteText } | undefined
  /** Payloads as the person left them, by `editKey`. */
  edits: ReadonlyMap<string, PayloadText>
}

/** How the person looks at dead letters, and what they have written. Outlives the view. */
export const useLettersView = create<LettersViewState>(() => ({ show: 'letters', terms: [], chosen: undefined, edits: new Map() }))

export const setLettersView = (change: Partial<LettersViewState>): void => useLettersView.setState(change)

export const editKey = (stream: StreamRef, id: EntryId): string => `${id} ${toStreamId(stream)}`

/** Undefined takes the edit back. */
export function setEdit(key: string, edit: PayloadText | undefined): void {
  useLettersView.setState(({ edits }) => {
    const next = new Map(edits)
    if (edit === undefined) next.delete(key)
    else next.set(key, edit)
    return { edits: next }
  })
}
