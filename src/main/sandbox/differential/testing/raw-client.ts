import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { parseRawReply, type RawReply } from './raw-reply'

export type { RawReply } from './raw-reply'

/** A command as the bytes of RESP, one character each. */
export function encodeCommand(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((argument) => `$${argument.length}\r\n${argument}\r\n`).join('')}`
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
    this.sendBytes(encodeCommand(args))
  }

  /** Bytes as characters, whatever they mean. */
  sendBytes(bytes: string): void {
    this.#socket.write(bytes, 'latin1')
  }

  /** The next reply, undefined when the connection has ended. */
  next(): Promise<RawReply | undefined> {
    const ready = this.#replies.shift()
    if (ready !== undefined) return Promise.resolve(ready)
    return this.closed ? Promise.resolve(undefined) : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** What has come and was not yet taken. */
  takeArrived(): RawReply[] {
    return this.#replies.splice(0)
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
    for (let parsed = parseRawReply(this.#text, at); parsed !== undefined; parsed = at < this.#text.length ? parseRawReply(this.#text, at) : undefined) {
      at = parsed.end
      const resolve = this.#waiting.shift()
      if (resolve === undefined) this.#replies.push(parsed.reply)
      else resolve(parsed.reply)
    }
    this.#text = this.#text.slice(at)
  }
}
