import fc from 'fast-check'
import type { Step } from '../step'
import { oneOf, pick } from './words'

const entries = (key: string, from: number, count: number): string[][] => Array.from({ length: count }, (_entry, index) => ['XADD', key, `${from + index}-0`, 'f', String(index)])

/**
 * A stream with entries, groups and pending ones, without which most commands find nothing to do. Entries have the ids 1-0 to
 * 14-0; some are delivered to two consumers, some acknowledged, some not yet read.
 */
export const populate: fc.Arbitrary<Step[]> = fc
  .record({
    client: fc.nat(2), key: oneOf([3, pick('s')], [1, pick('t')]), from: pick(1, 1, 7), count: fc.integer({ min: 3, max: 8 }), start: pick('0', '0', '0', '2-0', '$'), other: pick(undefined, '0', '3-0', '$'),
    reads: fc.array(fc.tuple(pick('alice', 'bob', 'carol'), fc.integer({ min: 1, max: 4 })), { maxLength: 3 }), otherReads: pick('0', '1', '2'), idle: pick(undefined, '300000', '10000000')
  })
  .map(({ client, key, from, count, start, other, reads, otherReads, idle }) => {
    const commands = [
      ...entries(key, from, count),
      ['XGROUP', 'CREATE', key, 'g', start, 'MKSTREAM'],
      ...(other === undefined ? [] : [['XGROUP', 'CREATE', key, 'h', other], ['XREADGROUP', 'GROUP', 'h', 'alice', 'COUNT', otherReads, 'STREAMS', key, '>']]),
      ...reads.map(([consumer, size]) => ['XREADGROUP', 'GROUP', 'g', consumer, 'COUNT', String(size), 'STREAMS', key, '>']),
      ...(idle === undefined ? [] : [['XCLAIM', key, 'g', 'alice', '0', `${from}-0`, 'IDLE', idle, 'JUSTID']])
    ]
    return [{ kind: 'call', client, commands }]
  })
