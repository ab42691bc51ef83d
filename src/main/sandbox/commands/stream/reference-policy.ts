import type { ReferencePolicy } from '../../stream/references'

/** KEEPREF, DELREF and ACKED, in lower case. */
export function toReferencePolicy(option: string): ReferencePolicy | undefined {
  switch (option) {
    case 'keepref':
      return 'keep'
    case 'delref':
      return 'forget'
    case 'acked':
      return 'acked'
    default:
      return undefined
  }
}
