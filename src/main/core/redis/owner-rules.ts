import { denied, READ, toWord, type Rule } from './command-words'

const SETTINGS: ReadonlyMap<string, readonly string[]> = new Map([['APPENDONLY', ['YES', 'NO']], ['APPENDFSYNC', ['EVERYSEC', 'ALWAYS']]])

/** The append-only file and nothing else: any other setting of the server is no business of a fault. */
const config: Rule = (args) => {
  const allowed = args.length === 3 && toWord(args[0]) === 'SET' && SETTINGS.get(toWord(args[1]))?.includes(toWord(args[2]))
  return allowed === true ? READ : denied('takes SET appendonly and SET appendfsync only')
}

/** What only the owner of a sandbox on a server program may send, besides the reads (TRUST G4). A replica is made one by its settings. */
export const OWNER_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['CONFIG', config],
  ['REPLICAOF', (args) => (args.length === 2 && toWord(args[0]) === 'NO' && toWord(args[1]) === 'ONE' ? READ : denied('takes NO ONE only'))]
])
