import type { Client } from '../clients/client'
import type { Bytes } from '../protocol/bytes'

const NAMED: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b' }

/** A word in quotes with everything that is not printable ASCII escaped, as redis-cli prints it. */
export function quoteBytes(bytes: Bytes): Bytes {
  let out = '"'
  for (const char of bytes) {
    const named = NAMED[char]
    if (named !== undefined) out += named
    else out += char >= ' ' && char <= '~' ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  }
  return `${out}"`
}

/** Bytes of a command that are shown whole. Escaped they may be four times as many, and a string of V8 ends at 512 MB. */
const SHOWN_WHOLE = 64_000_000
const SHOWN_OF_EACH = 1024

/** One line of MONITOR: seconds with microseconds, database and address of the client, and the words. */
export function formatMonitorLine(client: Client, args: readonly Bytes[], now: number): Bytes {
  const isWhole = args.reduce((sum, { length }) => sum + length, 0) <= SHOWN_WHOLE
  const words = isWhole ? args.map(quoteBytes) : args.map((word) => (word.length <= SHOWN_OF_EACH ? quoteBytes(word) : `${quoteBytes(word.slice(0, SHOWN_OF_EACH))}... (${word.length} bytes)`))
  return `${(now / 1000).toFixed(6)} [${client.db} ${client.address}] ${words.join(' ')}`
}
