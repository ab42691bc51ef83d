import type { WebSocket } from 'ws'

/** The part of a socket that oRPC's handler uses. */
type HandlerSocket = Pick<WebSocket, 'addEventListener' | 'send'>

export interface CallChannelOptions {
  unreadBytes: number
  /** The page left more unread than it may; nothing is sent to it any more. */
  onOverflow(): void
  /** The page sent something that is no call. */
  onNonsense(): void
}

/**
 * A socket with the two checks that oRPC's adapter lacks: it never looks at what is still unsent, and it only logs a
 * message that it cannot read (TRUST W14, F40).
 */
export function createCallChannel(socket: WebSocket, options: CallChannelOptions): HandlerSocket {
  let overflowed = false
  const channel = {
    send(data: string | Uint8Array): void {
      if (overflowed) return
      overflowed = socket.bufferedAmount > options.unreadBytes
      if (overflowed) options.onOverflow()
      else socket.send(data)
    },
    addEventListener(type: string, listener: (event: { data?: string }) => void): void {
      if (type === 'close') socket.on('close', () => listener({}))
      if (type !== 'message') return
      socket.on('message', (data: Buffer, isBinary: boolean) => {
        const text = isBinary ? undefined : data.toString('utf8')
        if (text !== undefined && isCall(text)) listener({ data: text })
        else options.onNonsense()
      })
    }
  }
  // The handler calls exactly these two, with `message` and `close`; the full overloads of ws say more than it needs.
  return channel as unknown as HandlerSocket
}

/** oRPC's envelope: id `i`, type `t` (3 iterator event, 4 abort, none for a request), payload `p`, its path `u`. The contract checks the rest. */
function isCall(text: string): boolean {
  const message = parseObject(text)
  if (message === undefined || !['string', 'number'].includes(typeof message['i'])) return false
  if (message['t'] !== undefined) return message['t'] === 3 ? isObject(message['p']) : message['t'] === 4
  const call = message['p']
  return isObject(call) && typeof call['u'] === 'string' && call['u'].startsWith('/')
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    // Not JSON, which is an answer too.
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
