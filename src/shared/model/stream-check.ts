import type { Count } from '../redis/count'

/** What came of holding the picture of a stream against the server. */
export type StreamCheck =
  | {
      kind: 'read'
      /** Host wall clock of the reading that was made for it, which is the picture now. */
      at: number
      /** Of the reading that the picture was made of before; undefined when there was none. */
      since?: number
      /** What differed and nothing that was seen accounts for, by how much. */
      differences: string[]
      /** What others, who were seen to be at work here, did since. */
      moved: string[]
      added?: Count
      pending: number
    }
  /** It could not be read, and why. */
  | { kind: 'unread'; why: string }
