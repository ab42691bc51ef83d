import type { RescueRow } from '@shared/contract/faults'
import type { ByteText } from '@shared/redis/byte-text'
import { formatCount } from '../../lib/format-count'
import { nameToText } from '../../ui/name-parts'

/** Who got how many, in a sentence, and whether each entry had one winner. */
export function describeRescue(rows: readonly RescueRow[], first: ByteText, second: ByteText): string {
  const count = (holds: (row: RescueRow) => boolean): number => rows.filter(holds).length
  const unknown = count((row) => row.first === 'unknown' || row.second === 'unknown')
  const both = count((row) => row.first === 'got' && row.second === 'got')
  const one = count((row) => row.first === 'got' && row.second !== 'got')
  const other = count((row) => row.second === 'got' && row.first !== 'got')
  const neither = rows.length - both - one - other
  const parts = [
    `${nameToText(first)} alone got ${formatCount(one)} of ${formatCount(rows.length)}, ${nameToText(second)} alone ${formatCount(other)}`,
    both === 0 ? 'none was got by both' : `${formatCount(both)} ${both === 1 ? 'was' : 'were'} got by both, one after the other`
  ]
  if (neither > 0) parts.push(`${formatCount(neither)} by neither`)
  if (unknown > 0) parts.push(`of ${formatCount(unknown)} it is unknown`)
  return `${parts.join('; ')}.`
}
