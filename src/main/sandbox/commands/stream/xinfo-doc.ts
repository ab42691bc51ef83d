import type { Capabilities } from '../../engine/capabilities'
import type { ArgumentDoc, CommandDoc } from '../command'

/** Word for word what Redis prints, with its missing bracket. */
export const XINFO_HELP = [
  'CONSUMERS <key> <groupname>',
  '    Show consumers of <groupname>.',
  'GROUPS <key>',
  '    Show the stream consumer groups.',
  'STREAM <key> [FULL [COUNT <count>]',
  '    Show information about the stream.'
] as const

const KEY: ArgumentDoc = { name: 'key', type: 'key' }

export const INFO_DOCS = {
  container: { summary: 'Commands that tell about streams.', since: '5.0.0', group: 'stream', complexity: 'Depends on the subcommand.' } satisfies CommandDoc,
  consumers: ({ inactive }: Capabilities): CommandDoc => ({
    summary: 'Tells about the consumers of a group.', since: '5.0.0', group: 'stream', complexity: 'O(1)',
    ...(inactive ? { history: [['7.2.0', 'The field `inactive`; `idle` is since the last attempt.']] } : {}),
    arguments: [KEY, { name: 'group', type: 'string' }]
  }),
  groups: {
    summary: 'Tells about the groups of a stream.', since: '5.0.0', group: 'stream', complexity: 'O(1)', history: [['7.0.0', 'The fields `entries-read` and `lag`.']], arguments: [KEY]
  } satisfies CommandDoc,
  stream: ({ inactive }: Capabilities): CommandDoc => ({
    summary: 'Tells about a stream, or all about it.', since: '5.0.0', group: 'stream', complexity: 'O(1)',
    history: [
      ['6.0.0', 'FULL.'],
      ['7.0.0', 'The fields `max-deleted-entry-id`, `entries-added`, `recorded-first-entry-id`, `entries-read` and `lag`.'],
      ...(inactive ? [['7.2.0', 'The field `active-time`; `seen-time` is of the last attempt.'] as const] : [])
    ],
    arguments: [
      KEY,
      {
        name: 'full-block', type: 'block', flags: ['optional'],
        arguments: [{ name: 'full', type: 'pure-token', token: 'FULL' }, { name: 'count', type: 'integer', token: 'COUNT', flags: ['optional'] }]
      }
    ]
  }),
  help: { summary: 'Tells about the subcommands.', since: '5.0.0', group: 'stream', complexity: 'O(1)' } satisfies CommandDoc
}
