import { chooseDetail, conserveMarks, EMPTY_ACCOUNT, type DetailLevel, type EdgeAccount } from '../conserve-marks'

const BUCKET_MS = 100
const BUCKETS = 10

/** Counts what passes one edge, and decides how it is drawn. */
export interface EdgeMeter {
  /** Takes `count` entries in at `at` (milliseconds); returns how many marks of how many entries to draw. */
  pass(count: number, at: number, options: { pressure: number; room: number }): { marks: number; size: number }
  /** The same for what is rare and bad: one mark each, whatever the rate, as far as there is room. */
  single(count: number, at: number, room: number): { marks: number; size: number }
  /** Entries per second over the last second before `at`. */
  rate(at: number): number
  level(): DetailLevel
  account(): EdgeAccount
}

export function createEdgeMeter(): EdgeMeter {
  const buckets = Array.from({ length: BUCKETS }, () => ({ slot: -1, count: 0 }))
  let account = EMPTY_ACCOUNT
  let level: DetailLevel = { kind: 'marks', size: 1 }

  const rate = (at: number): number => {
    const slot = Math.floor(at / BUCKET_MS)
    let sum = 0
    for (const bucket of buckets) if (bucket.slot > slot - BUCKETS && bucket.slot <= slot) sum += bucket.count
    return (sum * 1000) / (BUCKETS * BUCKET_MS)
  }

  const remember = (count: number, at: number): void => {
    const slot = Math.floor(at / BUCKET_MS)
    const bucket = buckets[slot % BUCKETS]
    if (bucket === undefined) return
    bucket.count = bucket.slot === slot ? bucket.count + count : count
    bucket.slot = slot
  }

  const take = (count: number, room: number): { marks: number; size: number } => {
    const next = conserveMarks(account, count, level, room)
    account = next.account
    return { marks: next.marks, size: level.kind === 'marks' ? level.size : 0 }
  }

  return {
    pass(count, at, { pressure, room }) {
      remember(count, at)
      level = chooseDetail(rate(at), pressure, level)
      return take(count, room)
    },
    single(count, at, room) {
      remember(count, at)
      return take(count, room)
    },
    rate,
    level: () => level,
    account: () => account
  }
}
