import type { Capabilities } from '../../../engine/capabilities'
import { anyCase, anyKey, count, value } from './values'
import { many, maybe, oneOf, pick, words, type Weighted } from './words'

/** Transactions, connections, settings: what belongs to a client or to the server. */
export const sessions: Weighted[] = [
  [4, words(anyCase('MULTI'))], [6, words(anyCase('EXEC'))], [1, words('DISCARD')], [3, words('WATCH', many(anyKey, 2))], [1, words('UNWATCH')],
  [2, words('SELECT', pick('0', '0', '0', '1', '16', '-1', 'x', '99999999999'))], [1, words('HELLO', maybe(pick('2', '3', '3', '4', 'x', '2.0'), 4), maybe(words('SETNAME', pick('n', 'a b', '')), 1), maybe(words('AUTH', 'default', pick('x', '')), 1))], [1, words('RESET')],
  [1, words('PING', maybe(value))], [1, words('ECHO', maybe(value))], [1, words('AUTH', many(pick('default'), 3))],
  [1, words(oneOf([1, pick('FOO', '', 'xad', 'x\0', 'f'.repeat(200))], [1, pick('XADD', 'xgroup', 'CONFIG', 'client', 'GET', 'OBJECT', 'XINFO', 'XLEN', 'WATCH', 'SUBSCRIBE', 'PUBLISH')]), many(value, 2, 0))],
  [2, words('CONFIG', 'SET', 'stream-node-max-entries', pick('0', '1', '3', '10', '100', '-1', 'x'))], [2, words('CONFIG', 'SET', 'stream-node-max-bytes', pick('0', '1', '64', '256', '4096', 'x', '1kb'))],
  [1, words('CONFIG', 'SET', 'notify-keyspace-events', pick('', 'KEA', 'KEAn', 'Kt', 'Eg$', 'KEm', 'KEl', 'q'))], [1, words('CONFIG', 'GET', pick('stream-node-max-*', 'notify-keyspace-events', 'nothing'))],
  [1, words('CLIENT', pick('GETNAME', 'FOO', 'SETNAME', 'NO-EVICT', 'UNBLOCK', 'REPLY', 'PAUSED'), maybe(pick('name', 'a b', 'on', '99999999', 'x')))]
]

/**
 * Messages come between replies. Before 7.2 a client that heard what its own command did to keys got the message in the midst of
 * the reply, which nobody can read: there clients listen to other channels only. No pattern matches the marks that end a
 * step, which come when they come.
 */
export function messages({ inactive: ordered }: Capabilities): Weighted[] {
  const channel = ordered ? pick('news', '__keyspace@0__:s', 'c\0') : pick('news', 'c\0')
  const pattern = ordered ? pick('n*', '*e*s*', '__keyevent@*__:x*') : pick('n*', '*w*', 'c?')
  return [
    [6, words('PUBLISH', channel, value)], [3, words('SUBSCRIBE', channel)], [2, words('PSUBSCRIBE', pattern)], [3, words('UNSUBSCRIBE', channel)], [2, words('PUNSUBSCRIBE', pattern)],
    [1, words('PUBSUB', pick('NUMPAT', 'NUMSUB', 'CHANNELS', 'FOO'), maybe(pick('news', 'n*')))], [1, words('PING', maybe(pick('x')))], [1, words(pick('XLEN', 'GET', 'MULTI', 'RESET'), maybe(pick('s')))],
    [1, words('XREAD', 'COUNT', count, 'STREAMS', 's', '0')]
  ]
}
