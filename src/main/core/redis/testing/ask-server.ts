import { Redis } from 'ioredis'

export interface ServerAddress {
  port: number
  password?: string
}

/** As redis-cli prints a reply to a pipe: one value a line, nested ones flat, nothing as an empty line. */
function print(reply: unknown): Buffer {
  if (Array.isArray(reply)) return Buffer.concat(reply.flatMap((each, at) => (at === 0 ? [print(each)] : [Buffer.from('\n'), print(each)])))
  if (Buffer.isBuffer(reply)) return reply
  return Buffer.from(typeof reply === 'string' || typeof reply === 'number' || typeof reply === 'bigint' ? String(reply) : '')
}

/**
 * Asks a server on a connection of its own, and gives the words of redis-cli without the last newline. A test asks hundreds of times
 * a minute, and a process for each question takes the two cores from what is tested. Rejects when the server does not answer.
 */
export async function askServer({ port, password }: ServerAddress, [command = '', ...args]: readonly string[]): Promise<string> {
  const client = new Redis({
    host: '127.0.0.1', port, lazyConnect: true, protocol: 2, stringNumbers: true, enableReadyCheck: false, disableClientInfo: true, retryStrategy: () => null, ...(password !== undefined && { password })
  })
  // What goes wrong is in the answer of connect or of the call.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return print(await client.callBuffer(command, ...args)).toString()
  } catch (error) {
    if (error instanceof Error && error.name === 'ReplyError') return `${error.message}\n`
    throw error
  } finally {
    client.disconnect()
  }
}
