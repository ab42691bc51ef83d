/** What a scanner tells of the replies that it passes. `depth` lists are open around an item, which is number `index` in the innermost. */
export interface ReplySink {
  /** A list begins; -1 items: nil. */
  list(items: number, depth: number, index: number): void
  /** A bulk string begins; -1 bytes: nil. True when its bytes are wanted: else they are passed over unread. */
  bulk(bytes: number, depth: number, index: number): boolean
  /** The bytes that were wanted. They may be part of what came from the socket: copy what is to be kept. */
  bytes(from: Buffer, start: number, end: number, depth: number, index: number): void
  /** A simple string, an error or an integer, with its first character. */
  line(text: string, depth: number): void
}

/** Reads RESP2 replies as their bytes come, cut anywhere, and keeps nothing of what nobody wants. */
export interface ReplyScanner {
  /** Takes the bytes from `start` on, up to the end of the last reply that is awaited. Gives the place after it. Throws when they are no replies. */
  scan(chunk: Buffer, start: number): number
  /** Whole replies so far. */
  answered(): number
  done(): boolean
}

const CODE = { bulk: 0x24, list: 0x2a, plus: 0x2b, minus: 0x2d, integer: 0x3a, cr: 0x0d, lf: 0x0a, zero: 0x30, nine: 0x39 } as const
/** No reply to a command of a stream has lists in lists in so many lists. */
const DEEPEST = 16
/** An error of the server is a sentence. */
const LONGEST_LINE = 64 * 1024

export function createReplyScanner(sink: ReplySink, replies: number): ReplyScanner {
  let answered = 0
  /** Of each open list: the items that are still to come, and how many there were. */
  const left = new Int32Array(DEEPEST)
  const length = new Int32Array(DEEPEST)
  let depth = 0
  /** First character of the line that is being read; 0 between items. */
  let kind = 0
  let value = 0
  let negative = false
  let text = ''
  /** Bytes of a bulk string that are still to come, its line end included. */
  let rest = 0
  let wanted = false
  let kept: Buffer | undefined

  function index(): number {
    return depth === 0 ? answered : (length[depth - 1] ?? 0) - (left[depth - 1] ?? 0)
  }

  /** An item is whole: so may be the lists that it was the last of. */
  function close(): void {
    for (;;) {
      if (depth === 0) {
        answered += 1
        return
      }
      const more = (left[depth - 1] ?? 0) - 1
      left[depth - 1] = more
      if (more > 0) return
      depth -= 1
    }
  }

  function open(items: number): void {
    sink.list(items, depth, index())
    if (items <= 0) return close()
    if (depth === DEEPEST) throw new Error('The reply has more lists in lists than any that was asked for.')
    left[depth] = items
    length[depth] = items
    depth += 1
  }

  function begin(bytes: number): void {
    wanted = sink.bulk(bytes, depth, index())
    if (bytes < 0) close()
    else rest = bytes + 2
  }

  /** Gives the place after what it took of the bulk string. */
  function pass(chunk: Buffer, start: number): number {
    const end = Math.min(chunk.length, start + rest)
    const whole = end - start === rest
    rest -= end - start
    if (wanted) {
      if (whole && kept === undefined) sink.bytes(chunk, start, end - 2, depth, index())
      else kept = kept === undefined ? Buffer.from(chunk.subarray(start, end)) : Buffer.concat([kept, chunk.subarray(start, end)])
      if (whole && kept !== undefined) sink.bytes(kept, 0, kept.length - 2, depth, index())
    }
    if (whole) {
      kept = undefined
      close()
    }
    return end
  }

  /** The rest of a line that holds a length. Gives the place after it, or the end of the chunk. */
  function takeLength(chunk: Buffer, start: number): number {
    for (let at = start; at < chunk.length; at++) {
      const code = chunk[at] ?? 0
      if (code >= CODE.zero && code <= CODE.nine) value = value * 10 + code - CODE.zero
      else if (code === CODE.minus) negative = true
      else if (code === CODE.lf) {
        const items = negative ? -1 : value
        const list = kind === CODE.list
        kind = 0
        if (list) open(items)
        else begin(items)
        return at + 1
      } else if (code !== CODE.cr) throw new Error('The reply holds a length that is no number.')
    }
    return chunk.length
  }

  function takeLine(chunk: Buffer, start: number): number {
    const end = chunk.indexOf(CODE.lf, start)
    text += chunk.toString('latin1', start, end === -1 ? chunk.length : end)
    if (text.length > LONGEST_LINE) throw new Error('The reply holds a line without an end.')
    if (end === -1) return chunk.length
    kind = 0
    sink.line(Buffer.from(text.endsWith('\r') ? text.slice(0, -1) : text, 'latin1').toString('utf8'), depth)
    close()
    return end + 1
  }

  function beginItem(code: number): void {
    if (code !== CODE.bulk && code !== CODE.list && code !== CODE.plus && code !== CODE.minus && code !== CODE.integer) throw new Error(`Unknown RESP type ${code}.`)
    kind = code
    value = 0
    negative = false
    text = code === CODE.bulk || code === CODE.list ? '' : String.fromCharCode(code)
  }

  return {
    scan(chunk, start) {
      let at = start
      while (at < chunk.length && answered < replies) {
        if (rest > 0) at = pass(chunk, at)
        else if (kind === 0) beginItem(chunk[at++] ?? 0)
        else at = kind === CODE.bulk || kind === CODE.list ? takeLength(chunk, at) : takeLine(chunk, at)
      }
      return at
    },
    answered: () => answered,
    done: () => answered >= replies
  }
}
