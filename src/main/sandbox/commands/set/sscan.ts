import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { KEY } from '../argument-docs'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { parseCursor, parseScanOptions, SCAN_ARGUMENTS } from '../scan-options'
import { readSet } from './find-set'

export const sscan: Command = {
  name: 'sscan', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run,
  doc: {
    summary: 'Goes through the members of a set piece by piece: begin with the cursor 0 and go on with the one answered until it is 0 again.', since: '2.8.0', group: 'set', complexity: 'O(N) in the count',
    arguments: [KEY, ...SCAN_ARGUMENTS]
  }
}

function run(call: Call): Reply {
  const cursor = parseCursor(call.args[2] as Bytes)
  const set = readSet(call, call.args[1] as Bytes)
  // Without a set the options are not looked at.
  if (set === undefined) return ['0', []]
  const { count, matches } = parseScanOptions(call.args, 3)
  const page = set.scan(cursor, count)
  return [String(page.cursor), page.members.filter(matches)]
}
