import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import type { ByteText } from '@shared/redis/byte-text'
import { formatRedisCli } from '@shared/redis/command-preview'

/** The names that the examples are made of: of the stream looked at, as far as it has them. */
export interface ExampleNames {
  key: ByteText
  group: ByteText
  consumer: ByteText
  /** An id that a command can name. */
  id: string
  /** True when all of them are there on the server. */
  live: boolean
}

export interface MappingRow {
  kafka: string
  redis: string
  /** How the two differ, in a sentence. */
  difference: string
  /** To paste at a redis-cli prompt. */
  command: string
}

/** Names of the stream looked at; those of a lab where there is none. */
export function selectExampleNames(stream: StreamState | undefined): ExampleNames {
  const group = stream?.groups.find(({ facts, vanishedAt }) => vanishedAt === undefined && (facts?.consumers.length ?? 0) > 0) ?? stream?.groups.find(({ vanishedAt }) => vanishedAt === undefined)
  const consumer = group?.facts?.consumers[0]?.name
  const id = group?.facts?.window.rows[0]?.id ?? group?.facts?.lastDeliveredId
  return {
    key: stream?.ref.key ?? `${LAB_PREFIX}orders`, group: group?.name ?? 'webhook-delivery', consumer: consumer ?? 'wd-1', id: id ?? '1732723200000-0',
    live: stream !== undefined && group !== undefined && consumer !== undefined && id !== undefined
  }
}

/** SYSTEMS B6: what one does in Kafka and what that is here. */
export function toMappingRows({ key, group, consumer, id }: ExampleNames): MappingRow[] {
  const cli = (...words: ByteText[]): string => formatRedisCli(words)
  return [
    { kafka: 'producer.send(record)', redis: 'XADD', difference: 'The answer is the id. One stream is one partition: more of them are more keys, which the producer chooses.', command: cli('XADD', key, '*', 'type', 'order.created', 'order', 'ord-1001') },
    { kafka: 'consumer.poll()', redis: 'XREADGROUP … >', difference: 'Entries are dealt out one by one to whoever asks, not by partition: order holds within a stream, not across its consumers.', command: cli('XREADGROUP', 'GROUP', group, consumer, 'COUNT', '10', 'BLOCK', '2000', 'STREAMS', key, '>') },
    { kafka: 'commitSync(offset)', redis: 'XACK', difference: 'Each entry is acked for itself. An ack says nothing of those before it.', command: cli('XACK', key, group, id) },
    { kafka: 'uncommitted offsets', redis: 'the Pending Entries List', difference: 'Delivered and not acked, with its owner, its idle time and how often it was delivered.', command: cli('XPENDING', key, group, '-', '+', '10') },
    { kafka: 'rebalancing', redis: 'XAUTOCLAIM, XCLAIM', difference: 'Nobody is stopped and nothing moves by itself: what a dead consumer holds waits until somebody claims it.', command: cli('XAUTOCLAIM', key, group, consumer, '60000', '0-0', 'COUNT', '100') },
    { kafka: 'retention.bytes', redis: 'MAXLEN', difference: 'By number of entries, at XADD or by XTRIM. It takes unread and pending entries too.', command: cli('XTRIM', key, 'MAXLEN', '~', '10000') },
    { kafka: 'retention.ms', redis: 'MINID', difference: 'By age: entries older than the id, whose first part is milliseconds.', command: cli('XTRIM', key, 'MINID', '~', id) }
  ]
}
