import type { ByteText } from '../redis/byte-text'
import { LAB_PREFIX } from './stream-ref'
import type { LabState } from './worker-state'

/** Where the groups of a lab move what nobody could do, as its policies say now. */
export function listLetterStreams({ groups }: Pick<LabState, 'groups'>): ByteText[] {
  return [...new Set(groups.flatMap(({ policies }) => (policies?.deadLetter === undefined ? [] : [LAB_PREFIX + policies.deadLetter.stream])))]
}
