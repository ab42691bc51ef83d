import type { ByteText } from '../redis/byte-text'
import type { ConnectionId } from './stream-ref'

/** The rules by their names in observability/alerts.yml. */
export const ALERT_NAMES = ['SluicePendingBacklog', 'SluiceLagGrowing', 'SluiceDeadLetters', 'SluiceBreakerOpen', 'SluiceConsumerDead', 'SluiceScrapeFails'] as const
export type AlertName = (typeof ALERT_NAMES)[number]

/** What an alert is about: a connection, a stream on it, a group of it, the handler of that group. */
export interface AlertSubject {
  connection: ConnectionId
  key?: ByteText
  group?: ByteText
  handler?: string
}

/** A rule that holds for a subject. `pending`: not yet for as long as the rule asks. */
export interface Alert {
  /** Rule and subject as one string. */
  id: string
  name: AlertName
  subject: AlertSubject
  state: 'pending' | 'firing'
  /** Since when it is seen to hold. Host wall clock, milliseconds. */
  since: number
  firedAt?: number
  /** What was measured last: entries, entries per second, or consumers. */
  value: number
  /** Set while it cannot be measured: then it neither fires nor clears. */
  unknown?: { since: number; why: string }
  /** The person knows of it: it is listed and not counted, and is not announced. */
  muted: boolean
}
