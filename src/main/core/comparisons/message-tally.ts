import { STRIP_LENGTH, type DeliveryFigures } from '@shared/model/comparison-state'

/** What became of each number that was sent one way. Numbers begin at 1 and are sent one after the other. */
export interface MessageTally {
  /** It is about to be sent. */
  begin(n: number): void
  /** The server took it. */
  sent(n: number): void
  /** The server refused it: it was never sent. */
  refused(n: number): void
  /** No reply came. */
  unknown(n: number): void
  received(n: number): void
  /** Nobody was there for it. */
  missed(n: number): void
  /** All that was sent before it and has not come by now does not come any more. */
  missedBefore(n: number): void
  read(): DeliveryFigures
}

type Sign = 'r' | 'm' | 'w' | 'u' | 'x'
/** Both are wanted before a number is settled: it may be received before the reply to whoever sent it. */
interface Open {
  fate: 'asked' | 'sent' | 'unknown'
  got: boolean
}

export function createMessageTally(): MessageTally {
  /** Only what is not settled: the rest is in the counts. */
  const open = new Map<number, Open>()
  const signs: Sign[] = []
  let newest = 0
  const counts = { sent: 0, received: 0, missed: 0, again: 0, unknown: 0 }

  function mark(n: number, sign: Sign): void {
    if (n > newest - STRIP_LENGTH) signs[n % STRIP_LENGTH] = sign
  }

  function miss(n: number): void {
    open.delete(n)
    counts.missed += 1
    mark(n, 'm')
  }

  return {
    begin(n) {
      newest = Math.max(newest, n)
      open.set(n, { fate: 'asked', got: false })
      mark(n, 'w')
    },
    sent(n) {
      const message = open.get(n)
      if (message?.fate !== 'asked') return
      // Received before its reply: counted then.
      if (message.got) return void open.delete(n)
      message.fate = 'sent'
      counts.sent += 1
    },
    refused(n) {
      if (open.delete(n)) mark(n, 'x')
    },
    unknown(n) {
      const message = open.get(n)
      if (message?.fate !== 'asked') return
      if (message.got) return void open.delete(n)
      message.fate = 'unknown'
      counts.unknown += 1
      mark(n, 'u')
    },
    received(n) {
      const message = open.get(n)
      if (message === undefined || message.got) {
        counts.again += 1
        return
      }
      counts.received += 1
      if (message.fate !== 'sent') counts.sent += 1
      if (message.fate === 'unknown') counts.unknown -= 1
      if (message.fate === 'asked') message.got = true
      else open.delete(n)
      mark(n, 'r')
    },
    missed(n) {
      if (open.get(n)?.fate === 'sent') miss(n)
    },
    missedBefore(n) {
      for (const [number, { fate }] of open) if (number < n && fate === 'sent') miss(number)
    },
    read() {
      const waiting = [...open.values()].filter(({ fate }) => fate === 'sent').length
      const first = Math.max(1, newest - STRIP_LENGTH + 1)
      const strip = Array.from({ length: newest - first + 1 }, (_, index) => signs[(first + index) % STRIP_LENGTH] ?? 'w').join('')
      return { ...counts, waiting, strip }
    }
  }
}
