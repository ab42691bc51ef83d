import { holdsBinary, textToBytes, type ByteText } from './byte-text'

/** A command as it goes to the server: the name, then its arguments, each a byte string. */
export type CommandText = readonly ByteText[]

const PLAIN = /^[\w@%+=:,./<>$*?~!^-]+$/

/** One argument as redis-cli reads it back: bare when it is plain, else in double quotes with \xHH escapes. */
export function quoteArgument(argument: ByteText): string {
  if (PLAIN.test(argument)) return argument
  const bytes = textToBytes(argument)
  const binary = holdsBinary(argument)
  let out = '"'
  for (const byte of bytes) {
    if (byte === 0x22) out += '\\"'
    else if (byte === 0x5c) out += '\\\\'
    else if (byte === 0x0a) out += '\\n'
    else if (byte === 0x0d) out += '\\r'
    else if (byte === 0x09) out += '\\t'
    else if (byte < 0x20 || byte === 0x7f || (binary && byte > 0x7f)) out += `\\x${byte.toString(16).padStart(2, '0')}`
    else if (byte < 0x80) out += String.fromCharCode(byte)
    else return quoteText(argument)
  }
  return `${out}"`
}

/** Valid UTF-8 beyond ASCII: kept readable, only control characters escaped. */
function quoteText(argument: ByteText): string {
  const escaped = argument.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')
  // oxlint-disable-next-line no-control-regex -- control characters are what is being escaped
  return `"${escaped.replace(/[\u0000-\u001f\u007f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`
}

/** The line to paste at a redis-cli prompt. */
export function formatRedisCli(command: CommandText): string {
  return command.map(quoteArgument).join(' ')
}
