import { Redis } from 'ioredis'

type Part = string | Buffer | number

/** A client that knows nothing of Sluice: plain ioredis. For tests. */
export interface ThirdParty {
  call(...command: Part[]): Promise<unknown>
  /** As call, but an error answer is a value: `-` and its first word. */
  attempt(...command: Part[]): Promise<unknown>
  close(): void
}

/** Bytes to latin1 text, deeply: nothing is lost and nothing is decoded. */
function toPlain(reply: unknown): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString('latin1')
  return Array.isArray(reply) ? reply.map(toPlain) : reply
}

export function openThirdParty(port: number): ThirdParty {
  const client = new Redis({ port, host: '127.0.0.1', protocol: 2, stringNumbers: true })
  const call: ThirdParty['call'] = async (name = '', ...args) => toPlain(await client.callBuffer(String(name), args))
  return {
    call,
    async attempt(...command) {
      try {
        return await call(...command)
      } catch (error) {
        return `-${(error instanceof Error ? error.message : String(error)).split(' ')[0] ?? ''}`
      }
    },
    close: () => client.disconnect()
  }
}
