import type { PublishRequest } from '@shared/contract/streams'
import type { EntryId } from '@shared/redis/entry-id'
import { create } from 'zustand'
import type { PublishDraft } from '../../store/view-store'
import { EMPTY_FORM, fillDraft, fillFields, LARGE_ENTRY, type PublishForm } from './publish-form'
import type { PublishOutcome } from './send-publish'

export interface HistoryItem {
  key: number
  at: number
  /** Undefined: over 1 MB, not kept. */
  request: PublishRequest | undefined
  stream: { connection: string; key: string }
  summary: string
  outcome: PublishOutcome | { kind: 'sending' }
}

interface PublishStore {
  form: PublishForm
  /** What was there before something else filled the form. */
  replaced: PublishForm | undefined
  /** The entry that the fields came from. */
  from: EntryId | undefined
  /** What the last conversion cost, in sentences. */
  notes: readonly string[]
  /** Newest first, at most HISTORY_LIMIT; gone with the page. */
  history: readonly HistoryItem[]
}

export const HISTORY_LIMIT = 50

/** What is being written, kept while other views are looked at. */
export const usePublish = create<PublishStore>(() => ({ form: EMPTY_FORM, replaced: undefined, from: undefined, notes: [], history: [] }))

export function changeForm(change: Partial<PublishForm>): void {
  usePublish.setState(({ form }) => ({ form: { ...form, ...change }, notes: [] }))
}

/** Puts other fields into the form; what was there can be brought back once. */
export function replaceForm(next: PublishForm, notes: readonly string[] = [], from?: EntryId): void {
  usePublish.setState(({ form }) => ({ form: next, replaced: form, notes, from }))
}

export function bringBackForm(): void {
  usePublish.setState(({ form, replaced }) => (replaced === undefined ? {} : { form: replaced, replaced: form, notes: [], from: undefined }))
}

export function applyDraft(draft: PublishDraft): void {
  replaceForm(fillDraft(usePublish.getState().form, draft), [], draft.from)
}

export function applyFields(fields: readonly { name: string; value: string }[]): void {
  replaceForm(fillFields(usePublish.getState().form, fields))
}

let lastKey = 0

function summarise({ fields }: PublishRequest): string {
  const [first] = fields
  const more = fields.length > 1 ? ` and ${fields.length - 1} more` : ''
  return first === undefined ? '' : `${first.name.slice(0, 40)}=${first.value.slice(0, 160)}${more}`
}

/** Notes that an entry is being sent; returns the key to tell its outcome by. */
export function addToHistory(request: PublishRequest, bytes: number, at: number): number {
  lastKey += 1
  const item: HistoryItem = {
    key: lastKey, at, request: bytes > LARGE_ENTRY ? undefined : request, stream: { connection: request.connection, key: request.key },
    summary: summarise(request), outcome: { kind: 'sending' }
  }
  usePublish.setState(({ history }) => ({ history: [item, ...history].slice(0, HISTORY_LIMIT) }))
  return lastKey
}

export function setOutcome(key: number, outcome: PublishOutcome): void {
  usePublish.setState(({ history }) => ({ history: history.map((item) => (item.key === key ? { ...item, outcome } : item)) }))
}
