import fc from 'fast-check'
import { CLIENTS, type Step } from '../step'
import { consumer, count, entry, group, id, newId, otherKey, streamKey, value } from './values'
import { many, maybe, oneOf, pick, words, type Weighted, type Words } from './words'

const forever = pick('0', '100000')

/** Commands that may wait; what they wait for comes from others or never. Time-outs are long, or so short that they are waited for. */
export const waits: Weighted[] = [
  [6, words('XREADGROUP', 'GROUP', group, consumer, maybe(words('COUNT', count)), 'BLOCK', forever, maybe(pick('NOACK'), 5), 'STREAMS', streamKey, '>')],
  [4, words('XREAD', maybe(words('COUNT', count)), 'BLOCK', forever, 'STREAMS', streamKey, oneOf([2, pick('$')], [1, id]))],
  [2, words('XREAD', 'BLOCK', forever, 'STREAMS', 's', 't', '$', '$')],
  [2, words('XREADGROUP', 'GROUP', 'g', consumer, 'BLOCK', forever, 'STREAMS', 's', 't', '>', oneOf([3, pick('>')], [1, id]))],
  [1, words(pick('XREAD', 'XREADGROUP'), 'BLOCK', pick('-1', 'x', '', '9223372036854775807', '9223372036854775808', '1.5'), 'STREAMS', 's', '$')],
  [3, words(pick('BLPOP', 'BRPOP'), many(otherKey, 2), pick('0', '100', 'x', '-1', '99.5', 'inf'))],
  [2, words('BLMOVE', otherKey, otherKey, pick('LEFT', 'RIGHT'), pick('LEFT', 'RIGHT'), pick('0', '100'))],
  [1, words('XREADGROUP', 'GROUP', group, consumer, 'BLOCK', '1', 'STREAMS', streamKey, '>')],
  [1, words('BLPOP', otherKey, '0.001')]
]

const someClient = fc.nat(CLIENTS - 1)
const call = (client: number, ...commands: string[][]): Step => ({ kind: 'call', client, commands })

/** What can happen to a key under those who wait for it. */
const under = (key: string): Words =>
  oneOf(
    [6, words('XADD', key, newId, entry)], [2, words('DEL', key)], [1, words('UNLINK', key)], [1, words('SET', key, value)], [1, words('RPUSH', key, value, value)], [1, words('RENAME', key, 'u')], [1, words('RENAME', pick('u', 't', 'k'), key)], [2, words('XGROUP', 'DESTROY', key, 'g')],
    [1, words('XGROUP', 'SETID', key, 'g', '0')], [1, words('XGROUP', 'DELCONSUMER', key, 'g', 'alice')], [1, words('FLUSHDB')], [1, words('FLUSHALL')], [1, words('SWAPDB', '0', '1')], [1, words('MOVE', key, '1')], [1, words('COPY', 't', key, 'REPLACE')], [1, words('XTRIM', key, 'MAXLEN', '0')], [1, words('XSETID', key, '90-0')], [1, words('XDEL', key, id)],
    [1, words('XGROUP', 'CREATE', key, 'g', pick('$', '0'), 'MKSTREAM')], [1, words('LPUSH', key, value)], [1, words('SELECT', '1')], [1, words('PEXPIREAT', key, '1')]
  )

/** Several clients in a line for one key, and then what happens to it, alone or in a transaction: who is served, with what, in which order. */
export const line: fc.Arbitrary<Step[]> = pick('s', 't', 'l').chain((key) => {
  const waiting: Words =
    key === 'l'
      ? oneOf([3, words(pick('BLPOP', 'BRPOP'), 'l', '0')], [1, words('BLPOP', 'k', 'l', '0')], [1, words('BLMOVE', 'l', pick('l', 'k'), 'LEFT', 'RIGHT', '0')])
      : oneOf([4, words('XREADGROUP', 'GROUP', 'g', consumer, maybe(words('COUNT', pick('1', '2')), 1), 'BLOCK', '0', 'STREAMS', key, '>')], [2, words('XREAD', 'BLOCK', '0', 'STREAMS', key, '$')], [1, words('XREADGROUP', 'GROUP', 'h', consumer, 'BLOCK', '0', 'STREAMS', key, '>')])
  const prepare: Step[] = key === 'l' ? [] : [call(0, ['XGROUP', 'CREATE', key, 'g', '$', 'MKSTREAM']), call(0, ['XGROUP', 'CREATE', key, 'h', '$'])]
  return fc.tuple(fc.array(waiting, { minLength: 1, maxLength: CLIENTS - 1 }), fc.array(under(key), { minLength: 1, maxLength: 5 }), fc.boolean()).map(([readers, events, together]) => [
    ...prepare,
    ...readers.map((command, index) => call(index, command)),
    ...(together ? [call(CLIENTS - 1, ['MULTI'], ...events, ['EXEC'])] : events.map((command) => call(CLIENTS - 1, command)))
  ])
})

/** What is no command of a client. */
export const interventions: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('unblock' as const), client: someClient, how: pick('TIMEOUT' as const, 'ERROR' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), client: someClient }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('expire' as const), key: pick('s', 't', 'k', 'l') }) }
)
