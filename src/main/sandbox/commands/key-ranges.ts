import type { KeyRange } from './command'

export const FIRST_KEY: KeyRange = { first: 1, last: 1, step: 1 }
export const FIRST_TWO_KEYS: KeyRange = { first: 1, last: 2, step: 1 }
export const ALL_KEYS: KeyRange = { first: 1, last: -1, step: 1 }
