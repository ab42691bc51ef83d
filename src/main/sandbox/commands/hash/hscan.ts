import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { KEY } from '../argument-docs'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { parseCursor, parseScanOptions, SCAN_ARGUMENTS } from '../scan-options'
import { findHash } from './find-hash'

export const hscan: Command = {
  name: 'hscan', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run,
  doc: {
    summary: 'Goes through the fields of a hash piece by piece: begin with the cursor 0 and go on with the one answered until it is 0 again.', since: '2.8.0', group: 'hash', complexity: 'O(N) in the count',
    arguments: [KEY, ...SCAN_ARGUMENTS]
  }
}

function run(call: Call): Reply {
  const cursor = parseCursor(call.args[2] as Bytes)
  const fields = findHash(call)
  // Without a hash the options are not looked at.
  if (fields === undefined) return ['0', []]
  const { count, matches } = parseScanOptions(call.args, 3)
  // A listpack comes as a whole, whatever the count says.
  const page = fields.encoding === 'listpack' ? { cursor: 0, entries: [...fields] } : fields.scan(cursor, count)
  return [String(page.cursor), page.entries.filter(([field]) => matches(field)).flat()]
}
