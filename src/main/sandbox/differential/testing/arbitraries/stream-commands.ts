import fc from 'fast-check'
import type { Capabilities } from '../../../engine/capabilities'
import { consumer, count, entry, group, id, idle, integer, newId, rangeId, streamKey as key, FUTURE_MS } from './values'
import { many, maybe, oneOf, options, pick, words, type Weighted, type Words } from './words'

const trimLimit = oneOf([1, words('MAXLEN', maybe(pick('=', '~')), oneOf([1, fc.nat(300).map(String)], [1, count]))], [1, words('MINID', maybe(pick('=', '~')), id)])
const references = pick('KEEPREF', 'DELREF', 'ACKED')
const idsBlock = words('IDS', oneOf([4, fc.integer({ min: 1, max: 3 }).map(String)], [1, count]), many(id, 3))
/** IDS with the number that is there. */
const rightIdsBlock = many(id, 4).map((ids) => ['IDS', String(ids.length), ...ids])
export const idempotent: Words[] = [words('IDMP', pick('p1', 'p2', ''), pick('m1', 'm2', 'm3', '')), words('IDMPAUTO', pick('p1', 'p2'))]

/** One to three streams to read with as many ids, seldom with more or fewer. */
const streamsBlock = (from: fc.Arbitrary<string>): Words =>
  oneOf([10, words('STREAMS', key, from)], [3, words('STREAMS', key, key, from, from)], [1, words('STREAMS', key, key, key, from, from, from)], [1, words('STREAMS', many(oneOf([1, key], [1, from]), 5, 0))])

export function streamWrites({ ackDelete, idempotentAdd, claimInRead }: Capabilities): Weighted[] {
  const xaddOptions = options(words('NOMKSTREAM'), trimLimit, words('LIMIT', count), ...(ackDelete ? [words(references)] : []), ...(idempotentAdd ? idempotent : []))
  return [
    [20, words('XADD', key, newId, entry)],
    [5, words('XADD', key, xaddOptions, newId, entry)],
    [idempotentAdd ? 2 : 0, words('XADD', 'made', options(...idempotent), pick('*', '*', '5-5', '500-*'), entry)],
    [1, words('XADD', key, many(pick('NOMKSTREAM', 'MAXLEN', '~', '=', 'MINID', 'LIMIT', '5', '5-1', 'a', 'KEEPREF', 'IDMP'), 6))],
    [5, words('XDEL', key, many(id, 4))],
    [3, words('XTRIM', key, trimLimit, maybe(words('LIMIT', count)), ackDelete ? maybe(references) : fc.constant([]))],
    [1, words('XTRIM', key, options(trimLimit, trimLimit, words('LIMIT', count), words(references)))],
    [1, words('XTRIM', key, many(pick('MAXLEN', '~', '=', 'MINID', 'LIMIT', '5', '0'), 5))],
    [2, words('XSETID', key, id, options(words('ENTRIESADDED', integer), words('MAXDELETEDID', id)))],
    [9, words('XGROUP', 'CREATE', key, group, oneOf([1, pick('$', '0')], [1, id]), maybe(options(words('MKSTREAM'), words('ENTRIESREAD', integer)), 1))],
    [3, words('XGROUP', 'SETID', key, group, oneOf([1, pick('$', '0')], [1, id]), maybe(words('ENTRIESREAD', integer)))],
    [1, words('XGROUP', 'DESTROY', key, group)],
    [2, words('XGROUP', 'CREATECONSUMER', key, group, consumer)],
    [2, words('XGROUP', 'DELCONSUMER', key, group, consumer)],
    [1, words('XGROUP', pick('HELP', 'FOO', 'CREATE', 'SETID', 'DESTROY', 'CREATECONSUMER'), many(oneOf([1, key], [1, group], [1, id]), 5, 0))],
    [14, words('XREADGROUP', 'GROUP', group, consumer, options(words('COUNT', count), words('NOACK')), 'STREAMS', key, '>')],
    [5, words('XREADGROUP', 'GROUP', group, consumer, options(words('COUNT', count), words('NOACK')), streamsBlock(oneOf([3, pick('0', '0-0', '>')], [1, id])))],
    [claimInRead ? 6 : 0, words('XREADGROUP', 'GROUP', group, consumer, options(words('COUNT', count), words('CLAIM', idle), words('NOACK')), streamsBlock(pick('>', '>', '>', '0')))],
    [1, words('XREADGROUP', many(pick('GROUP', 'g', 'alice', 'COUNT', '1', 'NOACK', 'STREAMS', 's', '>', '0', 'CLAIM', 'BLOCK'), 10))],
    [9, words('XACK', key, group, many(id, 4))],
    [8, words('XCLAIM', key, group, consumer, idle, many(id, 3), options(words('IDLE', idle), words('TIME', pick('1000', FUTURE_MS, '-5', 'x')), words('RETRYCOUNT', integer), words('FORCE'), words('JUSTID'), words('LASTID', id)))],
    [6, words('XAUTOCLAIM', key, group, consumer, idle, oneOf([3, pick('0', '0-0', '-')], [1, id], [1, rangeId]), options(words('COUNT', count), words('JUSTID')))],
    [ackDelete ? 5 : 1, words('XDELEX', key, maybe(references), oneOf([2, rightIdsBlock], [1, idsBlock]))],
    [ackDelete ? 5 : 1, words('XACKDEL', key, group, maybe(references), oneOf([2, rightIdsBlock], [1, idsBlock]))],
    [idempotentAdd ? 2 : 0, words('XCFGSET', oneOf([2, key], [1, pick('made')]), options(words('IDMP-DURATION', integer), words('IDMP-MAXSIZE', integer)))]
  ]
}

export function streamReads({ readLast }: Capabilities): Weighted[] {
  return [
    [2, words('XLEN', key)],
    [6, words('XRANGE', key, rangeId, rangeId, maybe(words('COUNT', count)))],
    [5, words('XREVRANGE', key, rangeId, rangeId, maybe(words('COUNT', count)))],
    [1, words(pick('XRANGE', 'XREVRANGE'), key, many(oneOf([3, rangeId], [1, pick('COUNT', '2')]), 6))],
    [5, words('XREAD', options(words('COUNT', count)), streamsBlock(id))],
    [readLast ? 3 : 1, words('XREAD', maybe(words('COUNT', count)), streamsBlock(oneOf([2, pick('+', '$')], [1, id])))],
    [1, words('XREAD', many(pick('COUNT', '2', 'STREAMS', 's', '0', '$', 'NOACK', 'GROUP', 'BLOCK'), 7))],
    [4, words('XPENDING', key, group)],
    [7, words('XPENDING', key, group, maybe(words('IDLE', idle)), rangeId, rangeId, count, maybe(consumer))],
    [1, words('XPENDING', key, group, many(oneOf([2, rangeId], [1, pick('IDLE', '0', '5')]), 7))],
    [6, words('XINFO', 'STREAM', key)],
    [6, words('XINFO', 'STREAM', key, 'FULL', maybe(words('COUNT', count)))],
    [7, words('XINFO', 'GROUPS', key)],
    [6, words('XINFO', 'CONSUMERS', key, group)],
    [1, words('XINFO', many(pick('STREAM', 'GROUPS', 'CONSUMERS', 's', 'g', 'FULL', 'HELP', 'COUNT', '1'), 5, 0))]
  ]
}

/** A stream of its own for ids from the clock, which are other ones on each server: they are named by their number. */
const made = oneOf([6, pick('@made:1', '@made:2', '@made:3')], [1, pick('0', '$')])
export const madeStream: Weighted[] = [
  [8, words('XADD', 'made', maybe(words('MAXLEN', fc.integer({ min: 2, max: 9 }).map(String)), 1), '*', 'f', pick('1', 'x'))],
  [2, words('XGROUP', 'CREATE', 'made', 'g', made, 'MKSTREAM')],
  [4, words('XREADGROUP', 'GROUP', 'g', consumer, maybe(words('COUNT', pick('1', '2'))), 'STREAMS', 'made', pick('>', '>', '0'))],
  [2, words('XACK', 'made', 'g', made)],
  [2, words('XDEL', 'made', made)],
  [2, words('XCLAIM', 'made', 'g', consumer, '0', made, maybe(pick('JUSTID', 'FORCE')))],
  [2, words('XAUTOCLAIM', 'made', 'g', consumer, '0', '0', maybe(words('COUNT', '1')))],
  [2, words(pick('XRANGE'), 'made', oneOf([1, made], [1, pick('-')]), '+')],
  [2, words('XPENDING', 'made', 'g', '-', '+', '9')],
  [1, words('XINFO', pick('GROUPS', 'STREAM'), 'made')]
]
