import { holdsBinary, textToBytes, type ByteText } from './byte-text'

/** A command as it goes to the server: the name, then its arguments, each a byte string. */
export type CommandText = readonly ByteText[]

const PLAIN = /^[\w@%+=:,./<>$*?~!^-]+$/

/** What would end the quotes, cannot be seen, or changes how the rest is seen: controls, direction and zero-width marks. */
const UNSAFE = /["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

const SHORT = new Map([['"', '\\"'], ['\\', '\\\\'], ['\n', '\\n'], ['\r', '\\r'], ['\t', '\\t']])

/** One argument as redis-cli reads it back: bare when it is plain, else in double quotes with \xHH escapes. */
export function quoteArgument(argument: ByteText): string {
  if (PLAIN.test(argument)) return argument
  const quoted = argument.replace(UNSAFE, escapeText)
  // Bytes that are no text make all beyond ASCII doubtful: then every such byte is shown.
  // oxlint-disable-next-line no-control-regex -- ASCII is the range up to U+007F
  return `"${holdsBinary(argument) ? quoted.replace(/[^\u0000-\u007f]+/g, escapeText) : quoted}"`
}

function escapeText(text: string): string {
  return SHORT.get(text) ?? Array.from(textToBytes(text), (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

/** The line to paste at a redis-cli prompt. */
export function formatRedisCli(command: CommandText): string {
  return command.map(quoteArgument).join(' ')
}
