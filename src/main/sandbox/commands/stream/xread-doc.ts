import type { Capabilities } from '../../engine/capabilities'
import type { ArgumentDoc, CommandDoc } from '../command'

const COUNT: ArgumentDoc = { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] }
const BLOCK: ArgumentDoc = { name: 'milliseconds', type: 'integer', token: 'BLOCK', flags: ['optional'] }
const STREAMS: ArgumentDoc = { name: 'streams', type: 'block', token: 'STREAMS', arguments: [{ name: 'key', type: 'key', flags: ['multiple'] }, { name: 'id', type: 'string', flags: ['multiple'] }] }

export function xreadDoc({ readLast }: Capabilities): CommandDoc {
  return {
    summary: 'Reads entries after given ids from one or more streams, and waits for some if asked to.', since: '5.0.0', group: 'stream',
    ...(readLast ? { history: [['7.4.0', 'The id +, for the last entry.']] } : {}),
    arguments: [COUNT, BLOCK, STREAMS]
  }
}

export function xreadgroupDoc({ claimInRead }: Capabilities): CommandDoc {
  return {
    summary: 'Reads entries as one consumer of a group: new ones, or again those it has not acknowledged.', since: '5.0.0', group: 'stream',
    complexity: 'O(M) in the entries that it answers with.',
    ...(claimInRead ? { history: [['8.4.0', 'CLAIM: takes over what has waited long enough before it delivers new entries.']] } : {}),
    arguments: [
      { name: 'group-block', type: 'block', token: 'GROUP', arguments: [{ name: 'group', type: 'string' }, { name: 'consumer', type: 'string' }] },
      COUNT, BLOCK,
      ...(claimInRead ? [{ name: 'min-idle-time', type: 'integer', token: 'CLAIM', flags: ['optional'] } as const] : []),
      { name: 'noack', type: 'pure-token', token: 'NOACK', flags: ['optional'] },
      STREAMS
    ]
  }
}
