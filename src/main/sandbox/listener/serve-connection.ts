import type { Socket } from 'node:net'
import { Client } from '../clients/client'
import type { Engine } from '../engine/engine'
import { ErrorReply } from '../protocol/reply'
import { ProtocolError, RequestParser } from '../protocol/request-parser'
import { writeReply } from '../protocol/write-reply'

/** What one client gets done in one turn of the event loop: then the others have theirs. Commands, and milliseconds, looked at every few commands. */
const COMMANDS_PER_TURN = 500
const MS_PER_TURN = 10
const LOOK_EVERY = 16
/** Replies are gathered up to this many bytes before they are handed to the socket. */
const FLUSH_AT = 64 * 1024
/** A client that does not take its replies is not listened to beyond this, so that it costs no more memory than that. */
const MOST_WAITING = 1024 * 1024
/** Messages come unasked: a listener that does not take them is cut off here (Redis's own limit for pub/sub, 32 MB). */
const MOST_MESSAGES = 32 * 1024 * 1024
/** What a client may send ahead while others have their turn, or while it is blocked. */
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
  let working = false
  let ending = false
  let paused = false
  /** The peer sends nothing more, and still takes replies. */
  let heardAll = false

  const parser = new RequestParser(() => ({ bulk: engine.config.protoMaxBulkLen, stranger: engine.password !== undefined && !client.authenticated }))
  const client: Client = new Client(
    {
      id: engine.nextClientId(), address: addressOf(socket.remoteAddress, socket.remotePort, path), localAddress: addressOf(socket.localAddress, socket.localPort, path),
      createdAt: engine.clock.now(), authenticated: engine.password === undefined
    },
    { write, end, cut, goOn: schedule, pending: () => ({ input: parser.buffered, output: out.length + socket.writableLength }) }
  )

  function flush(): void {
    if (out === '' || socket.destroyed) return
    engine.statistics.outputBytes += out.length
    socket.write(out, 'latin1')
    out = ''
  }

  function write(text: string): void {
    if (ending) return
    out += text
    if (out.length >= FLUSH_AT) flush()
    else if (!working) schedule()
    if (socket.writableLength > MOST_MESSAGES && (client.monitoring || engine.pubSub.isListening(client))) cut()
  }

  function end(): void {
    if (ending) return
    ending = true
    flush()
    // What it still sends is not looked at, and a peer that never closes is not waited for.
    socket.destroySoon()
  }

  function cut(): void {
    ending = true
    flush()
    socket.destroy()
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
    working = true
    try {
      carryOut()
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      engine.statistics.noteError('ERR')
      out += writeReply(new ErrorReply(`ERR Protocol error: ${error.message}`), client.protocol)
      end()
    } finally {
      working = false
    }
    // As in Redis, whoever closes his half while he waits for a key is gone.
    if (heardAll && engine.blocked.isBlocked(client)) cut()
    rest()
  }

  function carryOut(): void {
    const startedAt = engine.now()
    for (let done = 1; mayGoOn(); done++) {
      const request = parser.next()
      if (request === undefined) {
        if (heardAll) end()
        return
      }
      engine.execute(client, request)
      if (done >= COMMANDS_PER_TURN || (done % LOOK_EVERY === 0 && engine.now() - startedAt > MS_PER_TURN)) return schedule()
    }
  }

  /** The peer is not read from while there is enough to do. One that is blocked is: only so is it heard that it goes. */
  function rest(): void {
    const stop = socket.writableLength >= MOST_WAITING || (parser.buffered > MOST_AHEAD && (scheduled || engine.blocked.isBlocked(client)))
    if (stop === paused) return
    paused = stop
    if (stop) socket.pause()
    else socket.resume()
  }

  socket.on('data', (chunk) => {
    engine.statistics.inputBytes += chunk.length
    parser.feed(chunk)
    if (scheduled) rest()
    else work()
    flush()
  })
  socket.on('drain', schedule)
  socket.on('end', () => {
    heardAll = true
    schedule()
  })
  // A connection that breaks is one that closes.
  socket.on('error', cut)
  socket.on('close', () => {
    ending = true
    engine.farewell(client)
  })
  engine.welcome(client)
}
