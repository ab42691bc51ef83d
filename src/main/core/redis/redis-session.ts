import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { Redis, ReplyError } from 'ioredis'
import type { Clock } from '@shared/lib/clock'
import type { Command, SocketTarget } from './dispatcher'
import { NoReplyError, ServerError, type Reply } from './reply'
import { createReplyWatchdog, type Overdue } from './reply-watchdog'
import { classifySocketError, type SocketFailure } from './socket-failure'

/** Bytes that one call may bring in: more is a hostile server or a page that was asked too large (TRUST C8). */
const REPLY_LIMIT = 128 * 1024 * 1024

/** A blocked read that is silent for its BLOCK and this much longer has lost its socket (TRUST F4). */
export const BLOCK_GRACE_MS = 2000

export type Answer = Reply | ServerError

/**
 * One TCP connection from its opening to its end. It never reconnects and never sends a command twice. A fired timeout
 * ends it; a blocking read gives its BLOCK and BLOCK_GRACE_MS. Runs in the host and in worker threads.
 */
export interface RedisSession {
  /** Resolves when the socket is open and nothing has been sent yet; never rejects: `ended` tells of a failure. */
  opened: Promise<void>
  ended: Promise<SocketFailure>
  /** `overdue`: see ReplyWatchdog. */
  send(command: Command, timeoutMs: number, overdue?: Overdue): Promise<Reply>
  /** All in one write, answered in order. */
  pipeline(commands: readonly Command[], timeoutMs: number): Promise<Answer[]>
  waiting(): number
  /** Calls with each message of a channel that it subscribed to. */
  onMessage(listener: (channel: Buffer, message: Buffer) => void): void
  /** Ends the socket at once, without QUIT. The reason is told to those who wait, unless it had one already. */
  destroy(reason?: Error): void
}

/**
 * ioredis with everything off that acts on its own (TRUST C1): no offline queue, no resending, no reconnecting, no
 * handshake. RESP2, because its replies have the shapes of Reply without conversion and every server speaks it.
 * The client object never sees the password, so inspecting or logging it cannot show one (TRUST C5).
 */
function createClient({ address, tls }: SocketTarget): Redis {
  const options = {
    protocol: 2,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    stringNumbers: true,
    disableClientInfo: true,
    keepAlive: 10_000,
    connectTimeout: 5000
  } as const
  if (address.kind === 'unix') return new Redis({ ...options, path: address.path })
  if (tls === undefined) return new Redis({ ...options, host: address.host, port: address.port })
  const { verify, ca, serverName, identity } = tls
  return new Redis({
    ...options,
    host: address.host,
    port: address.port,
    tls: {
      rejectUnauthorized: verify, minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }), ...(serverName !== undefined && { servername: serverName }),
      ...(identity !== undefined && { checkServerIdentity: (_host: string, certificate: PeerCertificate) => checkServerIdentity(identity, certificate) })
    }
  })
}

export function openRedisSession(target: SocketTarget, clock: Clock): RedisSession {
  const client = createClient(target)
  const life = new AbortController()
  let cause: Error | undefined
  let receivedAtReply = 0

  const watchdog = createReplyWatchdog(clock, life.signal, (timeoutMs) => {
    // After a timeout the socket still looks ready and later replies would be taken for the wrong command's.
    destroy(new Error(`No reply came within ${timeoutMs} ms.`))
  })

  function destroy(reason?: Error): void {
    cause ??= reason
    // Before connecting there is no stream yet, and disconnect() alone ends the attempt; after it, disconnect() would
    // wait for the other side.
    client.disconnect()
    const stream: { destroy(): void } | undefined = client.stream
    stream?.destroy()
  }

  function bytesReceived(): number {
    const stream: { bytesRead: number } | undefined = client.stream
    return stream?.bytesRead ?? 0
  }

  function noteReply(): void {
    watchdog.arrived()
    receivedAtReply = bytesReceived()
  }

  /** ioredis's own errors carry the command with its arguments: only the message leaves here. */
  function toError(error: unknown): ServerError | NoReplyError {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof ReplyError) return new ServerError(message)
    const unsent = message.includes("Stream isn't writeable")
    return new NoReplyError(unsent ? 'Not sent: there is no connection to the server.' : (cause?.message ?? 'The connection ended before the reply came.'), !unsent)
  }

  client.on('error', (error: Error) => (cause ??= error))
  const opened = new Promise<void>((resolve) => {
    client.once('ready', () => {
      client.stream.on('data', () => {
        if (watchdog.waiting() > 0 && bytesReceived() - receivedAtReply > REPLY_LIMIT) destroy(new Error(`The reply is larger than ${REPLY_LIMIT / 1024 / 1024} MB.`))
      })
      resolve()
    })
  })
  const ended = new Promise<SocketFailure>((resolve) => {
    client.once('end', () => {
      life.abort()
      resolve(classifySocketError(cause, { tls: target.tls !== undefined, answered: bytesReceived() > 0 }))
    })
  })

  return {
    opened,
    ended,
    async send(command, timeoutMs, overdue) {
      const [name = '', ...args] = command
      if (client.status !== 'ready') throw new NoReplyError('Not sent: there is no connection to the server.', false)
      watchdog.expect(timeoutMs, overdue)
      try {
        return toReply(await client.callBuffer(name.toString(), args))
      } catch (error) {
        throw toError(error)
      } finally {
        noteReply()
      }
    },
    async pipeline(commands, timeoutMs) {
      if (client.status !== 'ready') throw new NoReplyError('Not sent: there is no connection to the server.', false)
      if (commands.length === 0) return []
      const batch = client.pipeline()
      for (const [name = '', ...args] of commands) batch.callBuffer(name.toString(), args)
      watchdog.expect(timeoutMs)
      try {
        const results = (await batch.exec()) ?? []
        return results.map(([error, reply]) => {
          if (error === null) return toReply(reply)
          const known = toError(error)
          if (known instanceof NoReplyError) throw known
          return known
        })
      } finally {
        noteReply()
      }
    },
    waiting: () => watchdog.waiting(),
    onMessage: (listener) => void client.on('messageBuffer', listener),
    destroy
  }
}

/** The shape that RESP2 with `stringNumbers` guarantees: bytes, decimal digits, nil or a list of them. */
function toReply(reply: unknown): Reply {
  return reply as Reply
}

/** The items of EXEC's reply: each a reply, or the error of that command, of which the type Reply says nothing. */
export function toAnswers(reply: Reply): Answer[] {
  const items: readonly unknown[] = Array.isArray(reply) ? reply : []
  return items.map((item) => (item instanceof Error ? new ServerError(item.message) : toReply(item)))
}
