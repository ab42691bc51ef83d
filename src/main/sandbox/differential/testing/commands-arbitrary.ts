import fc from 'fast-check'
import type { Release } from '../../engine/capabilities'

/** One step of a sequence: a command of one of the clients, or the end of somebody's wait. */
export type Step = { client: number; args: string[] } | { client: number; unblock: 'TIMEOUT' | 'ERROR' }

type Words = fc.Arbitrary<string[]>

const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const words = (...parts: (string | fc.Arbitrary<string | string[]>)[]): Words =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((items) => items.flat())
const maybe = (part: fc.Arbitrary<string | string[]>, freq = 2): Words => fc.option(part, { nil: undefined, freq }).map((value) => (value === undefined ? [] : [value].flat()))
const many = (part: fc.Arbitrary<string>, maxLength: number, minLength = 1): Words => fc.array(part, { minLength, maxLength })

const key = fc.oneof({ weight: 8, arbitrary: pick('s', 't') }, { weight: 1, arbitrary: pick('u', '', 'bin\0\xff\r\n') })
const group = fc.oneof({ weight: 8, arbitrary: pick('g', 'h') }, { weight: 1, arbitrary: pick('none', '') })
const consumer = pick('alice', 'bob', 'carol')
const smallId = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 3 })).map(([ms, sequence]) => `${ms}-${sequence}`)
const oddId = pick('0', '0-0', '5', '18446744073709551615-18446744073709551615', '18446744073709551615', '18446744073709551616', '-1', '-', '+', '$', '>', '(', '(5', '(5-1', 'x', '', '5-', '-5', '5-5-5', '5-x', '007-1', ' 7', '7-*')
const id = fc.oneof({ weight: 9, arbitrary: smallId }, { weight: 1, arbitrary: oddId })
const rangeId = fc.oneof({ weight: 4, arbitrary: pick('-', '+') }, { weight: 3, arbitrary: smallId }, { weight: 1, arbitrary: smallId.map((text) => `(${text}`) }, { weight: 1, arbitrary: oddId }, { weight: 1, arbitrary: fc.nat(40).map(String) })
const count = fc.oneof({ weight: 8, arbitrary: fc.nat(6).map(String) }, { weight: 1, arbitrary: pick('-1', 'x', '', '9223372036854775807', '9223372036854775808', '1.5', '01') })
const idle = pick('0', '0', '0', '300000', '10000000', '-1', 'x')
const field = pick('f', 'name', 'v\0\xfe', '')
const value = fc.oneof({ weight: 4, arbitrary: pick('1', '12', '-5', 'text', '', '9223372036854775807', '127', '4095', '70000') }, { weight: 1, arbitrary: fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)), maxLength: 80 }) })
const fields = fc.oneof({ weight: 6, arbitrary: words('f', value) }, { weight: 2, arbitrary: words('f', value, 'name', value) }, { weight: 1, arbitrary: many(field, 5) })
const growing = fc.integer({ min: 1, max: 400 }).map((ms) => `${ms}-*`)
const addId = fc.oneof({ weight: 6, arbitrary: growing }, { weight: 3, arbitrary: smallId }, { weight: 1, arbitrary: oddId })
const number = fc.oneof({ weight: 6, arbitrary: fc.integer({ min: -5, max: 20 }).map(String) }, { weight: 1, arbitrary: pick('x', '', '1.5', '9223372036854775807', '-9223372036854775808', '007', '+1') })

const trimLimit = fc.oneof(words('MAXLEN', maybe(pick('=', '~')), fc.oneof(fc.nat(300).map(String), count)), words('MINID', maybe(pick('=', '~')), id))
const references = pick('KEEPREF', 'DELREF', 'ACKED')

/** Options in any order, some twice, some without their values: parsers are where servers differ. */
const shuffled = (...options: Words[]): Words => fc.shuffledSubarray(options.map((_option, index) => index)).chain((order) => fc.tuple(...order.map((index) => options[index] as Words)).map((parts) => parts.flat()))

function streamWrites(newer: boolean): [number, Words][] {
  const xaddOptions = newer
    ? shuffled(words('NOMKSTREAM'), trimLimit, words('LIMIT', count), words(references), words('IDMP', pick('p1', 'p2', ''), pick('m1', 'm2', 'm3', '')), words('IDMPAUTO', pick('p1', 'p2')))
    : shuffled(words('NOMKSTREAM'), trimLimit, words('LIMIT', count))
  return [
    [20, words('XADD', key, addId, fields)],
    [3, words('XADD', key, xaddOptions, addId, fields)],
    [1, words('XADD', key, many(pick('NOMKSTREAM', 'MAXLEN', '~', '=', 'MINID', 'LIMIT', '5', '5-1', 'a'), 6))],
    [4, words('XDEL', key, many(id, 3))],
    [3, words('XTRIM', key, trimLimit, maybe(words('LIMIT', count)), newer ? maybe(references) : fc.constant([]))],
    [1, words('XTRIM', key, many(pick('MAXLEN', '~', '=', 'MINID', 'LIMIT', '5', '0'), 5))],
    [2, words('XSETID', key, id, shuffled(words('ENTRIESADDED', number), words('MAXDELETEDID', id)))],
    [8, words('XGROUP', 'CREATE', key, group, fc.oneof(pick('$', '0'), id), maybe(shuffled(words('MKSTREAM'), words('ENTRIESREAD', number)), 1))],
    [2, words('XGROUP', 'SETID', key, group, fc.oneof(pick('$', '0'), id), maybe(words('ENTRIESREAD', number)))],
    [1, words('XGROUP', 'DESTROY', key, group)],
    [2, words('XGROUP', 'CREATECONSUMER', key, group, consumer)],
    [2, words('XGROUP', 'DELCONSUMER', key, group, consumer)],
    [14, words('XREADGROUP', 'GROUP', group, consumer, shuffled(words('COUNT', count), words('NOACK')), 'STREAMS', key, '>')],
    [4, words('XREADGROUP', 'GROUP', group, consumer, maybe(words('COUNT', count)), 'STREAMS', key, fc.oneof(pick('0', '0-0', '>'), id))],
    [2, words('XREADGROUP', 'GROUP', group, consumer, 'STREAMS', 's', 't', pick('>', '0'), pick('>', '0', '$'))],
    [8, words('XACK', key, group, many(id, 4))],
    [8, words('XCLAIM', key, group, consumer, idle, many(id, 3), shuffled(words('IDLE', idle), words('TIME', pick('1000', '99999999999999', 'x')), words('RETRYCOUNT', number), words('FORCE'), words('JUSTID'), words('LASTID', id)))],
    [5, words('XAUTOCLAIM', key, group, consumer, idle, fc.oneof(pick('0', '0-0', '-'), id), shuffled(words('COUNT', count), words('JUSTID')))]
  ]
}

const streamReads: [number, Words][] = [
  [2, words('XLEN', key)],
  [6, words('XRANGE', key, rangeId, rangeId, maybe(words('COUNT', count)))],
  [4, words('XREVRANGE', key, rangeId, rangeId, maybe(words('COUNT', count)))],
  [5, words('XREAD', shuffled(words('COUNT', count)), 'STREAMS', key, id)],
  [1, words('XREAD', 'COUNT', count, 'STREAMS', 's', 't', id, id)],
  [3, words('XPENDING', key, group)],
  [6, words('XPENDING', key, group, maybe(words('IDLE', idle)), rangeId, rangeId, count, maybe(consumer))],
  [6, words('XINFO', 'STREAM', key)],
  [5, words('XINFO', 'STREAM', key, 'FULL', maybe(words('COUNT', count)))],
  [6, words('XINFO', 'GROUPS', key)],
  [5, words('XINFO', 'CONSUMERS', key, group)],
  [1, words('XINFO', many(pick('STREAM', 'GROUPS', 's', 'FULL', 'HELP'), 3, 0))]
]

const newerStreams: [number, Words][] = [
  [4, words('XDELEX', key, maybe(references), 'IDS', fc.integer({ min: 0, max: 3 }).map(String), many(id, 3))],
  [4, words('XACKDEL', key, group, maybe(references), 'IDS', fc.integer({ min: 0, max: 3 }).map(String), many(id, 3))],
  [2, words('XCFGSET', key, shuffled(words('IDMP-DURATION', number), words('IDMP-MAXSIZE', number)))],
  [6, words('XREADGROUP', 'GROUP', group, consumer, shuffled(words('COUNT', count), words('CLAIM', idle), words('NOACK')), 'STREAMS', key, pick('>', '>', '0'))],
  [2, words('XREAD', 'COUNT', count, 'STREAMS', key, '+')]
]

const other = pick('k', 'l', 'm', 's')

const otherTypes: [number, Words][] = [
  [3, words('SET', other, value, shuffled(pick('NX', 'XX', 'GET', 'KEEPTTL').map((word) => [word]), words('EX', pick('1000', '0', '-1', 'x')), words('PXAT', pick('0', 'x', '99999999999999'))))],
  [1, words('GET', other)], [1, words('INCRBY', other, number)], [1, words('APPEND', other, value)], [1, words('GETRANGE', other, number, number)], [1, words('SETRANGE', other, pick('0', '2', '-1', '7'), value)], [1, words('MGET', other, other)], [1, words('MSET', many(value, 4))],
  [1, words('GETEX', other, maybe(pick('PERSIST')))], [1, words('GETDEL', other)], [1, words('STRLEN', other)],
  [2, words('HSET', other, many(value, 4))], [1, words('HGETALL', other)], [1, words('HDEL', other, many(value, 2))], [1, words('HINCRBY', other, field, number)], [1, words('HMGET', other, many(value, 2))],
  [2, words(pick('LPUSH', 'RPUSH'), other, many(value, 3))], [1, words(pick('LPOP', 'RPOP'), other, maybe(number))], [1, words('LRANGE', other, number, number)], [1, words('LREM', other, number, value)], [1, words('LTRIM', other, number, number)],
  [1, words('LPOS', other, value, shuffled(words('RANK', number), words('COUNT', number), words('MAXLEN', number)))], [1, words('LMOVE', other, other, pick('LEFT', 'RIGHT', 'x'), pick('LEFT', 'RIGHT'))], [1, words('LINSERT', other, pick('BEFORE', 'AFTER', 'x'), value, value)], [1, words('LSET', other, number, value)],
  [2, words('SADD', other, many(value, 3))], [1, words('SMEMBERS', other)], [1, words('SREM', other, many(value, 2))], [1, words(pick('SINTER', 'SUNION', 'SDIFF'), other, other)], [1, words('SMISMEMBER', other, many(value, 2))], [1, words('SINTERCARD', number, other, other, maybe(words('LIMIT', number)))], [1, words('SUNIONSTORE', other, other, other)],
  [2, words('DEL', many(fc.oneof(key, other), 2))], [1, words('EXISTS', many(other, 2))], [1, words('TYPE', fc.oneof(key, other))], [1, words(pick('EXPIRE', 'PEXPIRE'), fc.oneof(key, other), pick('100000', '-1', '0', 'x'), maybe(pick('NX', 'XX', 'GT', 'LT', 'zz')))],
  [1, words(pick('TTL', 'PTTL', 'EXPIRETIME'), other)], [1, words('PERSIST', other)], [2, words(pick('RENAME', 'RENAMENX'), fc.oneof(key, other), fc.oneof(key, other))], [2, words('COPY', fc.oneof(key, other), fc.oneof(key, other), maybe(pick('REPLACE')), maybe(words('DB', pick('0', '1', '99'))))],
  [1, words('OBJECT', 'ENCODING', fc.oneof(key, other))], [1, words('SCAN', '0', shuffled(words('COUNT', pick('1000')), words('TYPE', pick('stream', 'string'))))], [1, words('KEYS', pick('*', '?', '[a-l]', 's', '[^s]', '\\s'))], [1, words('DBSIZE')]
]

const sessions: [number, Words][] = [
  [3, words('MULTI')], [4, words('EXEC')], [1, words('DISCARD')], [2, words('WATCH', many(fc.oneof(key, other), 2))], [1, words('UNWATCH')], [1, words('SELECT', pick('0', '0', '1', '16', 'x'))], [1, words('FLUSHDB', maybe(pick('SYNC', 'x')))], [1, words('SWAPDB', '0', pick('1', '0', 'x'))],
  [1, words('PING', maybe(value))], [1, words('ECHO', maybe(value))], [1, words(pick('FOO', 'xgroup', 'CONFIG', 'client', 'XADD', 'GET'), many(value, 2, 0))], [1, words('CONFIG', 'SET', 'stream-node-max-entries', pick('0', '3', '10', '100'))], [1, words('CONFIG', 'SET', 'stream-node-max-bytes', pick('0', '64', '256', '4096'))],
  [1, words('PUBLISH', 'channel', value)], [1, words('CLIENT', pick('GETNAME', 'FOO', 'SETNAME'), maybe(pick('name', 'a b')))]
]

const blocking: [number, Words][] = [
  [4, words('XREADGROUP', 'GROUP', group, consumer, maybe(words('COUNT', count)), 'BLOCK', pick('0', '100000'), 'STREAMS', key, '>')],
  [3, words('XREAD', maybe(words('COUNT', count)), 'BLOCK', pick('0', '100000', '-1', 'x'), 'STREAMS', key, fc.oneof(pick('$'), id))],
  [1, words('XREAD', 'BLOCK', '100000', 'STREAMS', 's', 't', '$', '$')],
  [2, words(pick('BLPOP', 'BRPOP'), many(other, 2), pick('0', '100', 'x', '-1'))],
  [1, words('XREADGROUP', 'GROUP', group, consumer, 'BLOCK', '1', 'STREAMS', key, '>')]
]

function weighted(list: readonly [number, Words][]): Words {
  return fc.oneof(...list.map(([weight, arbitrary]) => ({ weight, arbitrary })))
}

/** Many entries at once, so that there is more than one node to trim. */
const bulk: Words = fc.tuple(key, fc.integer({ min: 1, max: 3 })).map(([name, kind]) => ['BULK', name, String(kind)])

/** Clients that take turns. The last listens to what the keyspace tells. */
export const CLIENTS = 3

export function stepsArbitrary(release: Release): fc.Arbitrary<Step[]> {
  const newer = release !== '7.0'
  const command = fc.oneof(
    { weight: 60, arbitrary: weighted(streamWrites(newer)) }, { weight: 25, arbitrary: weighted(streamReads) }, { weight: newer ? 15 : 0, arbitrary: weighted(newerStreams) },
    { weight: 14, arbitrary: weighted(otherTypes) }, { weight: 10, arbitrary: weighted(sessions) }, { weight: 12, arbitrary: weighted(blocking) }, { weight: 2, arbitrary: bulk }
  )
  const client = fc.nat(CLIENTS - 1)
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 30, arbitrary: fc.record({ client, args: command }) },
    { weight: 1, arbitrary: fc.record({ client, unblock: pick('TIMEOUT' as const, 'ERROR' as const) }) }
  )
  return fc.array(step, { minLength: 10, maxLength: 60, size: 'max' })
}
