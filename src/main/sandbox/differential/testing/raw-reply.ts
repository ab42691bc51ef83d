/**
 * A reply with its kind kept: `+` status, `-` error, `:` integer, `$` bulk, `nil` (with the form it had), `*` array, `%` map,
 * `~` set, `>` push, `,` double, `=` verbatim, `#` boolean. Nothing is made the same that is not the same on the wire.
 */
export type RawReply = readonly [kind: '+' | '-' | ':' | '$' | 'nil' | ',' | '=' | '#', value: string] | readonly [kind: '*' | '%' | '~' | '>', items: RawReply[]]

/** Reads one reply from `text` at `at`; undefined when it is not all there. */
export function parseRawReply(text: string, at: number): { reply: RawReply; end: number } | undefined {
  const lineEnd = text.indexOf('\r\n', at)
  if (lineEnd === -1) return undefined
  const kind = text[at] ?? ''
  const line = text.slice(at + 1, lineEnd)
  const after = lineEnd + 2
  switch (kind) {
    case '+':
    case '-':
    case ':':
    case ',':
    case '#':
      return { reply: [kind, line], end: after }
    case '_':
      return { reply: ['nil', '_'], end: after }
    case '$':
    case '=': {
      const length = Number(line)
      if (length < 0) return { reply: ['nil', '$'], end: after }
      return text.length < after + length + 2 ? undefined : { reply: [kind, text.slice(after, after + length)], end: after + length + 2 }
    }
    case '*':
    case '%':
    case '~':
    case '>': {
      if (Number(line) < 0) return { reply: ['nil', '*'], end: after }
      const items: RawReply[] = []
      let next = after
      for (let left = Number(line) * (kind === '%' ? 2 : 1); left > 0; left--) {
        const item = parseRawReply(text, next)
        if (item === undefined) return undefined
        items.push(item.reply)
        next = item.end
      }
      return { reply: [kind, items], end: next }
    }
    default:
      throw new Error(`a reply begins with ${JSON.stringify(text.slice(at, at + 20))}`)
  }
}

/** A message of pub/sub: it comes without having been asked for. What SUBSCRIBE answers looks alike and is a reply. */
export function isMessage(reply: RawReply): boolean {
  if (reply[0] !== '>' && reply[0] !== '*') return false
  const [first] = reply[1]
  return first?.[0] === '$' && ((first[1] === 'message' && reply[1].length === 3) || (first[1] === 'pmessage' && reply[1].length === 4))
}

/** Whether the reply is a message of the keyspace that the time of a key has come. Servers say it when they come round to it. */
export function isExpiryMessage(reply: RawReply | undefined): boolean {
  if (reply === undefined || !isMessage(reply)) return false
  const [channel, message] = (reply[1] as RawReply[]).slice(-2).map(([, text]) => String(text))
  return channel?.startsWith('__key') === true && (message === 'expired' || channel.endsWith('__:expired'))
}
