import { connect } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Names in lower case; a name that repeats is joined by a line break. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Sends exactly these lines over a plain socket and gives what came back until the other end closed, or the head of a 101. */
export function sendRaw(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (!text.startsWith('HTTP/1.1 101')) return
      socket.destroy()
      resolve(parseAnswer(text))
    })
    socket.on('end', () => resolve(parseAnswer(text)))
    socket.on('error', reject)
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  })
}

function parseAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const at = line.indexOf(':')
    const name = line.slice(0, at).toLowerCase()
    const value = line.slice(at + 1).trim()
    headers.set(name, headers.has(name) ? `${headers.get(name)}\n${value}` : value)
  }
  return { status: Number(first.split(' ')[1] ?? 0), headers, body: rest.join('\r\n\r\n') }
}
