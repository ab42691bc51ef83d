import type { Socket } from 'node:net'
import { Client } from '../clients/client'
import type { Engine } from '../engine/engine'
import { ErrorReply } from '../protocol/reply'
import { ProtocolError, RequestParser } from '../protocol/request-parser'
import { writeReply } from '../protocol/write-reply'

/** Commands of one client in one turn of the event loop: then the others have theirs. */
const COMMANDS_PER_TURN = 500
/** Replies are gathered up to this many bytes before they are handed to the socket. */
const FLUSH_AT = 64 * 1024
/** A client that does not take its replies is not listened to beyond this, so that it costs no more memory than that. */
const MOST_WAITING = 1024 * 1024
/** Messages come unasked: a listener that does not take them is cut off here (Redis's own limit for pub/sub, 32 MB). */
const MOST_MESSAGES = 32 * 1024 * 1024
/** What a blocked client may send ahead. */
const MOST_AHEAD = 1024 * 1024

function addressOf(host: string | undefined, port: number | undefined, path: string): string {
  return host === undefined ? `${path}:0` : `${host}:${port ?? 0}`
}

/**
 * One connection: takes bytes in, carries out what they ask for in the order in which they came, and writes the replies
 * with one write a turn. Input rests while the client is blocked or does not take its replies.
 */
export function serveConnection(engine: Engine, socket: Socket, path: string): void {
  let out = ''
  let scheduled = false
  let ending = false
  let paused = false

  const parser = new RequestParser(() => ({ bulk: engine.config.protoMaxBulkLen, stranger: engine.password !== undefined && !client.authenticated }))
  const client: Client = new Client(
    {
      id: engine.nextClientId(), address: addressOf(socket.remoteAddress, socket.remotePort, path), localAddress: addressOf(socket.localAddress, socket.localPort, path),
      createdAt: engine.clock.now(), authenticated: engine.password === undefined
    },
    { write, end, goOn: schedule, pending: () => ({ input: parser.buffered, output: out.length + socket.writableLength }) }
  )

  function flush(): void {
    if (out === '' || socket.destroyed) return
    engine.statistics.outputBytes += out.length
    socket.write(out, 'latin1')
    out = ''
  }

  function write(text: string): void {
    out += text
    if (out.length >= FLUSH_AT) flush()
    else schedule()
    if (socket.writableLength > MOST_MESSAGES && (client.monitoring || engine.pubSub.isListening(client))) socket.destroy()
  }

  function end(): void {
    if (ending) return
    ending = true
    flush()
    socket.end()
    // What it still sends is not looked at, and a peer that never closes is not waited for.
    socket.destroySoon()
  }

  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(turn)
  }

  function turn(): void {
    scheduled = false
    work()
    flush()
  }

  function mayGoOn(): boolean {
    return !ending && !client.ended && !engine.blocked.isBlocked(client) && socket.writableLength < MOST_WAITING
  }

  function work(): void {
    try {
      for (let done = 0; mayGoOn(); done++) {
        if (done >= COMMANDS_PER_TURN) return schedule()
        const request = parser.next()
        if (request === undefined) break
        engine.execute(client, request)
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      engine.statistics.noteError('ERR')
      out += writeReply(new ErrorReply(`ERR Protocol error: ${error.message}`), client.protocol)
      return end()
    }
    rest()
  }

  /** The peer is not read from while there is enough to do, but a blocked one is: only so is it heard that it goes. */
  function rest(): void {
    const stop = socket.writableLength >= MOST_WAITING || parser.buffered > MOST_AHEAD && engine.blocked.isBlocked(client)
    if (stop === paused) return
    paused = stop
    if (stop) socket.pause()
    else socket.resume()
  }

  socket.setNoDelay(true)
  socket.on('data', (chunk) => {
    engine.statistics.inputBytes += chunk.length
    parser.feed(chunk)
    if (!scheduled) work()
    flush()
  })
  socket.on('drain', schedule)
  socket.on('end', () => socket.end())
  // A connection that breaks is one that closes.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    ending = true
    engine.farewell(client)
  })
  engine.welcome(client)
}
