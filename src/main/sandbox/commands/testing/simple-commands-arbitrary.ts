import fc from 'fast-check'

type Words = fc.Arbitrary<string[]>
/** Commands that belong together, as MULTI, what is in it, and EXEC do. */
export type Commands = string[][]

const pick = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values)
const words = (...parts: (string | fc.Arbitrary<string | string[]>)[]): Words =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((items) => items.flat())
const some = (part: fc.Arbitrary<string>, maxLength = 3): Words => fc.array(part, { minLength: 1, maxLength })
const maybe = (part: fc.Arbitrary<string | string[]>): Words => fc.option(part, { nil: [] }).map((value) => [value].flat())
/** Options in any order, each there or not. */
const anyOf = (...options: Words[]): Words =>
  fc.shuffledSubarray(options.map((_option, index) => index)).chain((order) => fc.tuple(...order.map((index) => options[index] as Words)).map((parts) => parts.flat()))

const key = pick('a', 'b', 'c', 'd', '')
const small = pick('0', '1', '2', '3', '-1', '-2', '5')
const integer = fc.oneof({ weight: 8, arbitrary: small }, { weight: 2, arbitrary: pick('10', '-10', '9223372036854775807', '-9223372036854775808', '9223372036854775808', 'x', '', '+1', '01', ' 1', '1.5', '-0', '1\0') })
const count = fc.oneof({ weight: 8, arbitrary: pick('0', '1', '2', '999') }, { weight: 1, arbitrary: pick('-1', 'x', '', '9223372036854775807', '-9223372036854775808') })
const float = pick('0.1', '0.2', '-0.3', '1e5', '1.5e-9', '1e-17', '9e-18', '1e20', '3.0', '.5', '5.', '+1', '-0', '0x1F', '0x.8p1', 'inf', '-infinity', 'nan', '', ' 1', '1e', '1e400', '1e5000', '1e-5000', '100000000000000000000000.123', '1'.repeat(70))
const text = fc.oneof(pick('1', '2', '10', '-7', '9223372036854775807', 'x', 'y', 'word', '', 'a\0b\xff', '12.5', 'v'.repeat(44), 'v'.repeat(45), 'f'.repeat(64), 'f'.repeat(65)), float)
const field = pick('f', 'g', 'h', '1')
const member = pick('1', '2', '3', '-5', '9223372036854775807', '01', 'x', 'y')
const pattern = pick('*', '?', 'a*', '[ab]', '[^a]', '[a-c]', '[c-a]', '\\a', '[', '[a', '[^', 'a\\', '**', '*a*a*', '')
// As milliseconds too long for any machine to let them pass within a sequence.
const seconds = pick('100000', '200000', '0', '-1', 'x', '9223372036854775807', '-9223372036854775808', '9223372036854775', '-9223372036854775')
const unixTime = pick('1', '0', '-1', '9999999999', '9223372036854775807', 'x')
const end = fc.oneof({ weight: 6, arbitrary: pick('LEFT', 'right') }, { weight: 1, arbitrary: pick('x', '') })

const expiry = fc.oneof(words(pick('EX', 'PX', 'ex'), seconds), words(pick('EXAT', 'PXAT'), unixTime))

const strings = [
  words('SET', key, text, anyOf(words(pick('NX', 'XX', 'nx')), words('GET'), words('KEEPTTL'), expiry, expiry)),
  words('SETNX', key, text), words(pick('SETEX', 'PSETEX'), key, seconds, text), words('GET', key), words('GETSET', key, text), words('GETDEL', key), words('GETEX', key, anyOf(words('PERSIST'), expiry, expiry)), words('STRLEN', key),
  words(pick('INCR', 'DECR'), key), words(pick('INCRBY', 'DECRBY'), key, integer), words('INCRBYFLOAT', key, float), words('APPEND', key, text), words(pick('GETRANGE', 'SUBSTR'), key, integer, integer), words('SETRANGE', key, integer, text), words('MGET', some(key)), words(pick('MSET', 'MSETNX'), some(key, 6))
]
const hashes = [
  words(pick('HSET', 'HMSET'), key, fc.array(fc.tuple(field, text), { minLength: 1, maxLength: 3 }).map((pairs) => pairs.flat())), words('HSET', key, some(text)), words('HSETNX', key, field, text), words(pick('HGET', 'HSTRLEN', 'HEXISTS'), key, field), words('HMGET', key, some(field)), words(pick('HGETALL', 'HKEYS', 'HVALS', 'HLEN'), key),
  words('HDEL', key, some(field)), words('HINCRBY', key, field, integer), words('HINCRBYFLOAT', key, field, float), words('HSCAN', key, pick('0', 'x', '+0', '-0', '', '18446744073709551616'), anyOf(words('MATCH', pattern), words('COUNT', count), words('x'))), words('HRANDFIELD', key, pick('999', '-3', '0', 'x'), maybe(pick('WITHVALUES', 'x')))
]
const lists = [
  words(pick('LPUSH', 'RPUSH', 'LPUSHX', 'RPUSHX'), key, some(text, 4)), words(pick('LPOP', 'RPOP'), key, maybe(count)), words('LLEN', key), words('LRANGE', key, integer, integer), words('LINDEX', key, integer), words('LSET', key, integer, text), words('LINSERT', key, pick('BEFORE', 'after', 'x'), text, text),
  words('LREM', key, integer, text), words('LTRIM', key, integer, integer), words('LPOS', key, text, anyOf(words('RANK', integer), words('COUNT', count), words('MAXLEN', count))), words('LMOVE', key, key, end, end), words('RPOPLPUSH', key, key)
]
const sets = [
  words('SADD', key, some(member, 4)), words('SADD', key, some(text)), words('SREM', key, some(member)), words(pick('SMEMBERS', 'SCARD'), key), words('SISMEMBER', key, member), words('SMISMEMBER', key, some(member)), words('SMOVE', key, key, member), words('SPOP', key, pick('999', '0', '-1', 'x')), words('SRANDMEMBER', key, pick('999', '-3', '0', 'x')),
  words(pick('SINTER', 'SUNION', 'SDIFF'), some(key)), words(pick('SINTERSTORE', 'SUNIONSTORE', 'SDIFFSTORE'), key, some(key)), words('SINTERCARD', integer, some(key), anyOf(words('LIMIT', count))), words('SSCAN', key, '0', anyOf(words('MATCH', pattern), words('COUNT', pick('999', '0', 'x'))))
]
const keys = [
  words(pick('DEL', 'UNLINK', 'EXISTS', 'TOUCH'), some(key)), words(pick('TYPE', 'TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME', 'PERSIST'), key), words(pick('EXPIRE', 'PEXPIRE'), key, seconds, anyOf(...['NX', 'XX', 'GT', 'lt', 'x'].map((word) => words(word)))), words(pick('EXPIREAT', 'PEXPIREAT'), key, unixTime, anyOf(words('XX'), words('GT'))),
  words(pick('RENAME', 'RENAMENX'), key, key), words('COPY', key, key, anyOf(words('REPLACE'), words('DB', pick('0', '1', '16', 'x', '99999999999')))), words('MOVE', key, pick('0', '1', '-1', 'x')), words('KEYS', pattern), words('SCAN', pick('0', '', 'x'), anyOf(words('MATCH', pattern), words('COUNT', '999'), words('TYPE', pick('string', 'HASH', 'x')))),
  words('OBJECT', 'ENCODING', key), words('OBJECT', pick('FREQ', 'HELP', 'x', 'ENCODING'), some(key, 2)), words('RESTORE', key, pick('0', '100', '-1', 'x'), text, anyOf(words('REPLACE'), words('ABSTTL'), words('IDLETIME', integer), words('FREQ', integer))), words('SELECT', pick('0', '0', '1'))
]

/** Past the sizes at which Redis changes how it keeps a value. */
const large = fc.tuple(pick('SADD', 'HSET'), key, pick(512, 513)).map(([name, at, size]) => [name, at, ...Array.from({ length: size }, (_, index) => (name === 'SADD' ? [String(index)] : [String(index), 'v'])).flat()])

/** Any command with any words: too few, too many, options where none belong. What picks at random is left out, and what lets keys go in a moment. */
const anything = words(
  pick(...'SET SETNX GET GETSET GETDEL GETEX INCR DECR INCRBY DECRBY INCRBYFLOAT APPEND STRLEN GETRANGE SUBSTR SETRANGE MGET MSET MSETNX HSET HMSET HSETNX HGET HMGET HGETALL HDEL HLEN HEXISTS HKEYS HVALS HINCRBY HINCRBYFLOAT HSTRLEN HSCAN LPUSH RPUSH LPUSHX RPUSHX LPOP RPOP LLEN LRANGE LINDEX LSET LINSERT LREM LTRIM LPOS LMOVE RPOPLPUSH SADD SREM SMEMBERS SISMEMBER SMISMEMBER SCARD SMOVE SINTER SUNION SDIFF SINTERSTORE SUNIONSTORE SDIFFSTORE SINTERCARD SSCAN DEL UNLINK EXISTS TYPE EXPIREAT PEXPIREAT TTL PTTL EXPIRETIME PEXPIRETIME PERSIST RENAME RENAMENX COPY MOVE KEYS SCAN TOUCH OBJECT RESTORE'.split(' ')),
  fc.array(fc.oneof(key, integer, text, pick('NX', 'GET', 'EXAT', 'COUNT', 'MATCH', 'RANK', 'LIMIT', 'REPLACE', 'DB', 'LEFT', 'TYPE')), { maxLength: 6 })
)

/** Only inside a transaction, where none of them waits. */
const timeout = pick('0', '0.1', '1', '-1', '-0.0001', 'x', '', 'inf', '1e100', '9223372036854776')
const blocking = fc.oneof(words(pick('BLPOP', 'BRPOP'), some(key), timeout), words('BLMOVE', key, key, end, end, timeout), words('BRPOPLPUSH', key, key, timeout))

const single = fc.oneof(...[strings, hashes, lists, sets, keys].map((family) => ({ weight: 20, arbitrary: fc.oneof(...family) })), { weight: 8, arbitrary: anything }, { weight: 1, arbitrary: large })
const transaction = fc.array(fc.oneof(blocking, single), { maxLength: 3 }).map((inside): Commands => [['MULTI'], ...inside, ['EXEC']])

export const simpleCommands: fc.Arbitrary<Commands> = fc
  .array(fc.oneof({ weight: 15, arbitrary: single.map((command): Commands => [command]) }, { weight: 1, arbitrary: transaction }), { minLength: 10, maxLength: 80, size: 'max' })
  .map((steps) => steps.flat())
