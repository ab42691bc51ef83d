import type { DeadLetter } from '@shared/contract/dead-letters'
import type { Count } from '@shared/redis/count'
import type { EntryId } from '@shared/redis/entry-id'

/** Letters that one call reads, and that the page keeps at most. */
export const PAGE_LETTERS = 200
export const MOST_LETTERS = 5000

export interface LettersReading {
  /** Newest first. */
  letters: DeadLetter[]
  /** XLEN of the dead-letter stream. */
  length: Count
  /** There are older ones. */
  more: boolean
}

export type ReadPage = (from: EntryId | undefined) => Promise<{ letters: DeadLetter[]; length: Count; next?: EntryId | undefined }>

/** Pages until `limit` letters are there. Rejects as the pages do. */
export async function readLetters(readPage: ReadPage, limit: number): Promise<LettersReading> {
  const letters: DeadLetter[] = []
  let from: EntryId | undefined
  for (;;) {
    const page = await readPage(from)
    letters.push(...page.letters)
    from = page.next
    if (from === undefined || letters.length >= limit) return { letters, length: page.length, more: from !== undefined }
  }
}
