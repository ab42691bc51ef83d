import { anyKey, field, integer, otherKey as key, value } from './values'
import { many, maybe, options, pick, words, type Weighted } from './words'

/** Strings, hashes, lists and sets where they meet streams and each other; their own test goes further into each of them. */
export const otherTypes: Weighted[] = [
  [3, words('SET', key, value, options(pick('NX', 'XX', 'GET', 'KEEPTTL').map((word) => [word]), words('EX', pick('1000', '0', '-1', 'x')), words('PXAT', pick('0', 'x', '99999999999999'))))],
  [1, words('GET', key)], [1, words('INCRBY', key, integer)], [1, words('APPEND', key, value)], [1, words('GETRANGE', key, integer, integer)], [1, words('SETRANGE', key, pick('0', '2', '-1', '7'), value)],
  [1, words('MGET', key, key)], [1, words('MSET', many(value, 4))], [1, words('GETEX', key, maybe(pick('PERSIST')))], [1, words('GETDEL', key)], [1, words('STRLEN', key)],
  [2, words('HSET', key, many(value, 4))], [1, words('HGETALL', key)], [1, words('HDEL', key, many(value, 2))], [1, words('HINCRBY', key, field, integer)], [1, words('HMGET', key, many(value, 2))],
  [2, words(pick('LPUSH', 'RPUSH'), key, many(value, 3))], [1, words(pick('LPOP', 'RPOP'), key, maybe(integer))], [1, words('LRANGE', key, integer, integer)], [1, words('LREM', key, integer, value)], [1, words('LTRIM', key, integer, integer)],
  [1, words('LPOS', key, value, options(words('RANK', integer), words('COUNT', integer), words('MAXLEN', integer)))], [1, words('LMOVE', key, key, pick('LEFT', 'RIGHT', 'x'), pick('LEFT', 'RIGHT'))],
  [1, words('LINSERT', key, pick('BEFORE', 'AFTER', 'x'), value, value)], [1, words('LSET', key, integer, value)],
  [2, words('SADD', key, many(value, 3))], [1, words('SMEMBERS', key)], [1, words('SREM', key, many(value, 2))], [1, words(pick('SINTER', 'SUNION', 'SDIFF'), key, key)], [1, words('SMISMEMBER', key, many(value, 2))],
  [1, words('SINTERCARD', integer, key, key, maybe(words('LIMIT', integer)))], [1, words('SUNIONSTORE', key, key, key)]
]

/** What happens to keys of any type, and to readers that wait for them. */
export const keys: Weighted[] = [
  [4, words(pick('DEL', 'UNLINK'), many(anyKey, 2))], [1, words('EXISTS', many(key, 2))], [2, words('TYPE', anyKey)], [1, words('TOUCH', anyKey)],
  [1, words(pick('EXPIRE', 'PEXPIRE'), anyKey, pick('100000', '-1', '0', 'x'), maybe(pick('NX', 'XX', 'GT', 'LT', 'zz')))], [1, words(pick('EXPIREAT', 'PEXPIREAT'), anyKey, pick('1', '9999999999', '0', '-5'))],
  [1, words(pick('TTL', 'PTTL', 'EXPIRETIME', 'PEXPIRETIME'), anyKey)], [1, words('PERSIST', anyKey)], [3, words(pick('RENAME', 'RENAMENX'), anyKey, anyKey)],
  [3, words('COPY', anyKey, anyKey, maybe(pick('REPLACE')), maybe(words('DB', pick('0', '1', '99'))))], [1, words('MOVE', anyKey, pick('0', '1', '99', 'x'))],
  [2, words('OBJECT', 'ENCODING', anyKey)], [1, words('SCAN', '0', options(words('COUNT', pick('1000')), words('TYPE', pick('stream', 'string', 'foo'))))], [1, words('KEYS', pick('*', '?', '[a-l]', 's', '[^s]', '\\s'))], [1, words('DBSIZE')],
  [1, words('FLUSHDB', maybe(pick('SYNC', 'ASYNC', 'x'), 1))], [1, words('FLUSHALL', maybe(pick('SYNC', 'x'), 1))], [1, words('SWAPDB', pick('0', '1'), pick('1', '0', '16', 'x'))]
]
