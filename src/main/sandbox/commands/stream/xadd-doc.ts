import type { Capabilities } from '../../engine/capabilities'
import type { ArgumentDoc, CommandDoc } from '../command'

/** KEEPREF, DELREF and ACKED (8.2): what becomes of groups that still have the entry pending. */
export const REFERENCE_ARGUMENT: ArgumentDoc = {
  name: 'condition', type: 'oneof', flags: ['optional'], arguments: [
    { name: 'keepref', type: 'pure-token', token: 'KEEPREF' },
    { name: 'delref', type: 'pure-token', token: 'DELREF' },
    { name: 'acked', type: 'pure-token', token: 'ACKED' }
  ]
}

export const TRIM_ARGUMENT: ArgumentDoc = {
  name: 'trim', type: 'block', arguments: [
    { name: 'strategy', type: 'oneof', arguments: [{ name: 'maxlen', type: 'pure-token', token: 'MAXLEN' }, { name: 'minid', type: 'pure-token', token: 'MINID' }] },
    { name: 'operator', type: 'oneof', flags: ['optional'], arguments: [{ name: 'equal', type: 'pure-token', token: '=' }, { name: 'approximately', type: 'pure-token', token: '~' }] },
    { name: 'threshold', type: 'string' },
    { name: 'count', type: 'integer', token: 'LIMIT', flags: ['optional'] }
  ]
}

const IDEMPOTENCE_ARGUMENT: ArgumentDoc = {
  name: 'idmp', type: 'oneof', flags: ['optional'], arguments: [
    { name: 'idmpauto-with-pid', type: 'block', arguments: [{ name: 'idmpauto-token', type: 'pure-token', token: 'IDMPAUTO' }, { name: 'pid', type: 'string' }] },
    { name: 'idmp-with-pid-iid', type: 'block', arguments: [{ name: 'idmp-token', type: 'pure-token', token: 'IDMP' }, { name: 'pid', type: 'string' }, { name: 'iid', type: 'string' }] }
  ]
}

export function xaddDoc({ ackDelete, idempotentAdd }: Capabilities): CommandDoc {
  return {
    summary: 'Adds an entry at the end of a stream, which is made if it is not there.', since: '5.0.0', group: 'stream', complexity: 'O(1); with trimming, O(N) in the entries that go.',
    history: [
      ['6.2.0', 'NOMKSTREAM, MINID and LIMIT.'],
      ['7.0.0', 'Ids of the form <ms>-*.'],
      ...(ackDelete ? [['8.2.0', 'KEEPREF, DELREF and ACKED.'] as const] : []),
      ...(idempotentAdd ? [['8.6.0', 'IDMP and IDMPAUTO: one entry for a message that is sent twice.'] as const] : [])
    ],
    arguments: [
      { name: 'key', type: 'key' },
      { name: 'nomkstream', type: 'pure-token', token: 'NOMKSTREAM', flags: ['optional'] },
      ...(ackDelete ? [REFERENCE_ARGUMENT] : []),
      ...(idempotentAdd ? [IDEMPOTENCE_ARGUMENT] : []),
      { ...TRIM_ARGUMENT, flags: ['optional'] },
      { name: 'id-selector', type: 'oneof', arguments: [{ name: 'auto-id', type: 'pure-token', token: '*' }, { name: 'id', type: 'string' }] },
      { name: 'data', type: 'block', flags: ['multiple'], arguments: [{ name: 'field', type: 'string' }, { name: 'value', type: 'string' }] }
    ]
  }
}
