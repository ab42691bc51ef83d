import { assertNever } from '../lib/assert-never'
import type { Alert } from '../model/alert'
import { quoteArgument } from '../redis/command-preview'
import type { AlertLimits } from './alert-limits'
import { ruleOf } from './alert-rules'

export interface AlertWords {
  /** A few words, without the subject. */
  title: string
  /** The numbers and what they are of, as a sentence. */
  text: string
  /** What to do. */
  next: string
}

/** Past this, how large a part of an entry more each second is told. */
function formatGrowth(perSecond: number): string {
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond >= 0.1 ? perSecond.toFixed(1) : 'under 0.1'
}

const count = (value: number, one: string, many = `${one}s`): string => `${value.toLocaleString('en-US')} ${value === 1 ? one : many}`

/** An alert in words for people. Names are quoted as redis-cli quotes them. `label`: the person's name for its connection. */
export function describeAlert({ name, subject, value }: Pick<Alert, 'name' | 'subject' | 'value'>, limits: AlertLimits, label: string): AlertWords {
  const stream = quoteArgument(subject.key ?? '')
  const group = `${quoteArgument(subject.group ?? '')} of ${stream}`
  switch (name) {
    case 'SluicePendingBacklog':
      return { title: 'Pending backlog', text: `${count(value, 'entry is', 'entries are')} pending in ${group}, more than ${limits.pendingAbove}.`, next: 'Consumers receive entries and do not ack them. Look for a failing handler or a consumer that is gone.' }
    case 'SluiceLagGrowing':
      return { title: 'Lag grows', text: `${group} falls behind: ${formatGrowth(value)} entries more each second.`, next: 'Entries come faster than the group reads them. Add consumers, or make their work shorter.' }
    case 'SluiceDeadLetters':
      return { title: 'Dead letters', text: `${count(value, 'dead letter is', 'dead letters are')} in ${stream}.`, next: 'Entries failed as often as their handler may try. Look at their errors, then redrive or remove them.' }
    case 'SluiceBreakerOpen':
      return { title: 'Circuit open', text: `The circuit breaker of ${quoteArgument(subject.handler ?? '')} is open, in ${group}.`, next: 'The handler failed many times in a row. Its entries are not worked on until it is tried again.' }
    case 'SluiceConsumerDead':
      return { title: 'Consumer silent', text: `${count(value, 'consumer')} of ${group} ${value === 1 ? 'holds' : 'hold'} entries and ${value === 1 ? 'is' : 'are'} silent.`, next: 'Nothing was tried for 60 s. What is held waits until somebody claims it: start or resume the consumer, or claim.' }
    case 'SluiceScrapeFails':
      return { title: 'Server not reached', text: `${label} is not ready.`, next: 'Nothing here can be believed of it until it is. See the connection at the top.' }
    default:
      return assertNever(name)
  }
}

/** How long it has to hold before it fires, in words: `1 min`, or undefined when at once. */
export function describeFor(name: Alert['name']): string | undefined {
  const { forMs } = ruleOf(name)
  return forMs === 0 ? undefined : `${forMs / 60_000} min`
}
