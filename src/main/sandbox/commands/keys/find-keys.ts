import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { after, argument, optional } from '../argument-docs'
import type { Call, Command } from '../command'
import { randomIndex } from '../random-indexes'
import { parseCursor, parseScanOptions, SCAN_ARGUMENTS, toMatcher } from '../scan-options'

function findKeys({ args, db, engine }: Call): Reply {
  const matches = toMatcher(args[1] as Bytes)
  return [...db.keys()].filter((key) => matches(key) && !engine.keyspace.isDue(db, key))
}

function scan({ args, db, engine }: Call): Reply {
  const cursor = parseCursor(args[1] as Bytes)
  const { count, matches, type } = parseScanOptions(args, 2, true)
  const page = db.scan(cursor, count)
  const isAsked = (key: Bytes): boolean => (type === undefined ? engine.keyspace.peek(db, key) !== undefined : engine.keyspace.find(db, key, 'glance')?.type === type)
  return [String(page.cursor), page.entries.map(([key]) => key).filter((key) => matches(key) && isAsked(key))]
}

/** Keys whose time has come are taken out of the way. */
function randomKey({ db, engine }: Call): Reply {
  while (db.size > 0) {
    const key = db.keyAt(randomIndex(engine.random, db.size)) as Bytes
    if (engine.keyspace.peek(db, key) !== undefined) return key
  }
  return null
}

export const findKeysCommands: readonly Command[] = [
  {
    name: 'keys', arity: 2, flags: ['readonly'], run: findKeys,
    doc: { summary: 'Answers with all keys whose names match a pattern.', since: '1.0.0', group: 'generic', complexity: 'O(N) in the number of keys', arguments: [argument('pattern', 'pattern')] }
  },
  {
    name: 'scan', arity: -2, flags: ['readonly'], run: scan,
    doc: {
      summary: 'Goes through all keys piece by piece: begin with the cursor 0 and go on with the one answered until it is 0 again. A key that is there the whole time is answered at least once.', since: '2.8.0', group: 'generic', complexity: 'O(N) in the count',
      history: [['6.0.0', 'TYPE.']], arguments: [...SCAN_ARGUMENTS, optional(after('TYPE', 'type', 'string'))]
    }
  },
  {
    name: 'randomkey', arity: 1, flags: ['readonly'], run: randomKey,
    doc: { summary: 'Answers with any key.', since: '1.0.0', group: 'generic', complexity: 'O(1)' }
  }
]
