import type { Release } from '../engine/capabilities'

/** A sequence that once was answered differently, as the comparison printed it when it had been shrunk. */
export interface Regression {
  what: string
  /** The first release that has what it is about. */
  since: Release
  protocols: readonly number[]
  steps: readonly string[]
}

export const REGRESSIONS: readonly Regression[] = [
  {
    what: 'what a RESP3 client hears of its own command comes behind the reply', since: '7.2', protocols: [3, 2, 2, 2, 2],
    steps: ['0> PSUBSCRIBE *e*s*', '0> XADD s 1-1 f v', '0+ GETDEL s', '0+ SET k 1', '0> GETDEL k', '0> PUBLISH news x']
  },
  {
    what: 'EXEC is refused with its own word where a listener may not send it', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> PSUBSCRIBE n*', '0+ MULTI', '0+ XINFO GROUPS s', '0> EXEC']
  },
  {
    what: 'each reply of a transaction is in the protocol spoken when it was made', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> XADD t 1-* f v', '0+ MULTI', '0+ XINFO STREAM t', '0+ HELLO 3', '0+ XINFO STREAM t', '0> EXEC']
  },
  {
    what: 'XAUTOCLAIM misses its key before it reads its words', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> CONFIG SET notify-keyspace-events KEm', '0> XAUTOCLAIM s g "" 0 0 COUNT x', '0> XCLAIM s g alice x 1-1', '0> XPENDING s g - + x']
  },
  {
    what: 'a reader that is woken looks for all its keys twice', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> CONFIG SET notify-keyspace-events KEm', '0> XREAD BLOCK 0 STREAMS s t $ $', '1> XADD s 99999999999999-5 f 1', '0> XREAD BLOCK 0 STREAMS s t 0-5 0', '1> XADD t 1-1 f 1']
  },
  {
    what: 'BLPOP that is woken takes from its first list that has something', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> BLMOVE l k LEFT RIGHT 0', '1> BLPOP k l 0', '2> BLPOP l 0', '4> RPUSH l "" 1']
  },
  {
    what: 'a time without end', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0> BLPOP k inf', '0> BLMOVE k l LEFT LEFT 1e100', '0> XREAD BLOCK 9223372036854775808 STREAMS s 0']
  },
  {
    what: 'a transaction that subscribes to two channels says more than EXEC announces', since: '7.0', protocols: [2, 2, 2, 2, 2],
    steps: ['0+ MULTI', '0+ SUBSCRIBE 1 1', '0+ HELLO', '0> EXEC']
  },
  {
    what: 'an id from the clock, of which a client hears before it is answered', since: '7.0', protocols: [3, 3, 3, 2, 2],
    steps: ['0> XGROUP CREATE s g 0 MKSTREAM', '2> PSUBSCRIBE *w*', '2> XADD made * f 1']
  }
]
