import { fromStreamId, LAB_PREFIX, toStreamId, type StreamId } from '../model/stream-ref'
import type { WorkbenchState } from '../model/workbench-state'
import type { ByteText } from '../redis/byte-text'

/** What a person said of the streams of one name, on every connection. */
export interface LetterStreamSaid {
  key: ByteText
  holds: boolean
}

/** Dead letters have one series a stream: at most so many. */
export const LETTER_STREAMS = 100

const NAMED = /[:._-](dlq|dead|dead-?letters?)$/i

/** Whether a stream counts as one of dead letters: as somebody said, else by the end of its name. */
export function holdsLetters(key: ByteText, said: readonly LetterStreamSaid[]): boolean {
  return said.find((one) => one.key === key)?.holds ?? NAMED.test(key)
}

export interface Burial {
  from: StreamId
  to: StreamId
  group: string
  handler: string
}

/** Who moves what nobody could do to which dead letters, once for each group. */
export function findBurials(state: WorkbenchState): Burial[] {
  const burials = new Map<string, Burial>()
  for (const worker of Object.values(state.workers)) {
    if (worker.role !== 'consumer' || worker.settings.policies?.deadLetter === undefined) continue
    const { connection, key, group, settings: { policies: { deadLetter, handler } } } = worker
    const from = toStreamId({ connection, key })
    burials.set(JSON.stringify([from, group]), { from, to: toStreamId({ connection, key: LAB_PREFIX + deadLetter.stream }), group, handler: handler.name })
  }
  return [...burials.values()]
}

/** Streams that our own workers move dead letters to, whatever they are called, and those observed that count as such. */
export function findLetterStreams(state: WorkbenchState, said: readonly LetterStreamSaid[]): { streams: StreamId[]; omitted: number } {
  const observed = Object.keys(state.streams).filter((id) => holdsLetters(fromStreamId(id).key, said))
  const all = [...new Set([...findBurials(state).map(({ to }) => to), ...observed])]
  return { streams: all.slice(0, LETTER_STREAMS), omitted: Math.max(0, all.length - LETTER_STREAMS) }
}
