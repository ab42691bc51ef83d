import type { ArgumentDoc, CommandDoc } from '../command'

/** Word for word what Redis prints, since clients show it. */
export const XGROUP_HELP = [
  'CREATE <key> <groupname> <id|$> [option]',
  '    Create a new consumer group. Options are:',
  '    * MKSTREAM',
  '      Create the empty stream if it does not exist.',
  '    * ENTRIESREAD entries_read',
  "      Set the group's entries_read counter (internal use).",
  'CREATECONSUMER <key> <groupname> <consumer>',
  '    Create a new consumer in the specified group.',
  'DELCONSUMER <key> <groupname> <consumer>',
  '    Remove the specified consumer.',
  'DESTROY <key> <groupname>',
  '    Remove the specified group.',
  'SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]',
  '    Set the current group ID and entries_read counter.'
] as const

const KEY_AND_GROUP: readonly ArgumentDoc[] = [{ name: 'key', type: 'key' }, { name: 'group', type: 'string' }]
const CONSUMER: ArgumentDoc = { name: 'consumer', type: 'string' }
const ID: ArgumentDoc = { name: 'id-selector', type: 'oneof', arguments: [{ name: 'id', type: 'string' }, { name: 'new-id', type: 'pure-token', token: '$' }] }
const ENTRIES_READ: ArgumentDoc = { name: 'entries-read', type: 'integer', token: 'ENTRIESREAD', flags: ['optional'] }

export const GROUP_DOCS = {
  container: { summary: 'Commands for the groups of a stream.', since: '5.0.0', group: 'stream', complexity: 'Depends on the subcommand.' },
  create: {
    summary: 'Makes a group that reads a stream from an id on.', since: '5.0.0', group: 'stream', complexity: 'O(1)', history: [['7.0.0', 'ENTRIESREAD.']],
    arguments: [...KEY_AND_GROUP, ID, { name: 'mkstream', type: 'pure-token', token: 'MKSTREAM', flags: ['optional'] }, ENTRIES_READ]
  },
  setId: {
    summary: 'Sets the id up to which a group has read.', since: '5.0.0', group: 'stream', complexity: 'O(1)', history: [['7.0.0', 'ENTRIESREAD.']],
    arguments: [...KEY_AND_GROUP, ID, ENTRIES_READ]
  },
  destroy: { summary: 'Removes a group, with all that it has pending.', since: '5.0.0', group: 'stream', complexity: 'O(N) in what is pending.', arguments: KEY_AND_GROUP },
  createConsumer: { summary: 'Makes a consumer in a group.', since: '6.2.0', group: 'stream', complexity: 'O(1)', arguments: [...KEY_AND_GROUP, CONSUMER] },
  deleteConsumer: { summary: 'Removes a consumer from a group, with all that it has pending.', since: '5.0.0', group: 'stream', complexity: 'O(1)', arguments: [...KEY_AND_GROUP, CONSUMER] },
  help: { summary: 'Tells about the subcommands.', since: '5.0.0', group: 'stream', complexity: 'O(1)' }
} satisfies Record<string, CommandDoc>
