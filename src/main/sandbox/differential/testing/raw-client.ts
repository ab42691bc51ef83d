import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'

/**
 * A reply with its kind kept: `+` status, `-` error, `:` integer, `$` bulk, `nil` (with the form it had), `*` array, `%` map,
 * `~` set, `>` push, `,` double, `=` verbatim. Nothing is made the same that is not the same on the wire.
 */
export type RawReply = readonly [kind: '+' | '-' | ':' | '$' | 'nil' | ',' | '=' | '#', value: string] | readonly [kind: '*' | '%' | '~' | '>', items: RawReply[]]

/** Reads one reply from `text` at `at`; undefined when it is not all there. */
function parse(text: string, at: number): { reply: RawReply; end: number } | undefined {
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
        const item = parse(text, next)
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

/** The plainest client there is: bytes out, replies in, as latin1. */
export class RawClient {
  readonly #socket: Socket
  #text = ''
  #replies: RawReply[] = []
  #waiting: ((reply: RawReply | undefined) => void)[] = []
  closed = false

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#take(chunk.toString('latin1')))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.closed = true
      for (const resolve of this.#waiting.splice(0)) resolve(undefined)
    })
  }

  static async open(port: number): Promise<RawClient> {
    const socket = createConnection({ host: '127.0.0.1', port })
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  send(args: readonly string[]): void {
    let out = `*${args.length}\r\n`
    for (const argument of args) out += `$${argument.length}\r\n${argument}\r\n`
    this.#socket.write(out, 'latin1')
  }

  /** The next reply, undefined when the connection has ended. */
  next(): Promise<RawReply | undefined> {
    const ready = this.#replies.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    return this.closed ? Promise.resolve(undefined) : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** What has come and was not asked for. */
  takeArrived(): RawReply[] {
    return this.#replies.splice(0)
  }

  /** For somebody who looked further than he had to. */
  giveBack(replies: readonly RawReply[]): void {
    this.#replies.unshift(...replies)
  }

  async call(...args: string[]): Promise<RawReply> {
    this.send(args)
    const reply = await this.next()
    if (reply === undefined) throw new Error(`the connection ended at ${args[0] ?? ''}`)
    return reply
  }

  close(): void {
    this.#socket.destroy()
  }

  #take(text: string): void {
    this.#text += text
    let at = 0
    for (let parsed = parse(this.#text, at); parsed !== undefined; parsed = at < this.#text.length ? parse(this.#text, at) : undefined) {
      at = parsed.end
      const resolve = this.#waiting.shift()
      if (resolve === undefined) this.#replies.push(parsed.reply)
      else resolve(parsed.reply)
    }
    this.#text = this.#text.slice(at)
  }
}
