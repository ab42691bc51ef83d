import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { IntakeAnswer, IntakeListener } from '../../core/create-workbench'
import { sendRaw, type RawAnswer } from '../testing/raw-request'
import { createOpenIntake, type IntakeLimits } from './intake-server'

const TOKEN = 'secret-token'
const MAX = 1000
const open: IntakeListener[] = []
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close()
})

/** However it ends: a connection that is cut may end in an error. */
function closed(socket: Socket): Promise<void> {
  socket.on('error', () => undefined)
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

interface Endpoint {
  port: number
  taken: string[]
  refusals: number[]
  listener: IntakeListener
  post: (...lines: string[]) => Promise<RawAnswer>
}

/** A real endpoint that takes everything. */
async function start(limits?: Partial<IntakeLimits>, take?: (body: Uint8Array) => Promise<IntakeAnswer>): Promise<Endpoint> {
  const taken: string[] = []
  const refusals: number[] = []
  const listener = await createOpenIntake(() => TOKEN, limits)({
    maxBytes: MAX,
    take: take ?? (async (body) => {
      taken.push(Buffer.from(body).toString())
      return { status: 200, body: { status: 'duplicate' } }
    }),
    refused: ({ status }) => void refusals.push(status)
  })
  open.push(listener)
  const port = Number(new URL(listener.url).port)
  return { port, taken, refusals, listener, post: (...lines) => sendRaw(port, [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', 'Content-Length: 2', ...lines], '{}') }
}

describe('I1–I3 who is let in', () => {
  it('takes a delivery with the token in its path or as a bearer, under every name of this machine', async () => {
    const { port, taken, post } = await start()
    expect(await post()).toMatchObject({ status: 200, body: '{"status":"duplicate"}\n' })
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]']) {
      expect((await sendRaw(port, ['POST /intake HTTP/1.1', `Host: ${host}:${port}`, `Authorization: Bearer ${TOKEN}`, 'Connection: close', 'Content-Length: 2'], '{}')).status).toBe(200)
    }
    expect(taken).toHaveLength(5)
  })

  it.each<[string, number, (port: number) => string[]]>([
    ['a wrong token', 401, (port) => ['POST /intake/wrong HTTP/1.1', `Host: 127.0.0.1:${port}`]],
    ['no token', 401, (port) => ['POST /intake HTTP/1.1', `Host: 127.0.0.1:${port}`]],
    ['the token and more', 401, (port) => [`POST /intake/${TOKEN}/ HTTP/1.1`, `Host: 127.0.0.1:${port}`]],
    ['another path', 401, (port) => ['POST / HTTP/1.1', `Host: 127.0.0.1:${port}`]],
    ['a wrong bearer', 401, (port) => ['POST /intake HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Authorization: Bearer wrong']],
    ['two bearers', 400, (port) => ['POST /intake HTTP/1.1', `Host: 127.0.0.1:${port}`, `Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer wrong']],
    ['no Host', 400, () => [`POST /intake/${TOKEN} HTTP/1.1`]],
    ['two Hosts', 400, (port) => [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Host: evil']],
    ['a name that was made to point here', 403, (port) => [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1.nip.io:${port}`]],
    ['another port', 403, () => [`POST /intake/${TOKEN} HTTP/1.1`, 'Host: 127.0.0.1:1']],
    ['a page', 403, (port) => [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`]],
    ['a page asking whether it may', 403, (port) => [`OPTIONS /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Origin: http://evil.example', 'Access-Control-Request-Method: POST']],
    ['another method', 405, (port) => [`GET /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`]],
    ['a compressed body', 415, (port) => [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Content-Encoding: gzip']]
  ])('refuses %s with %i', async (_what, status, lines) => {
    const { port, taken, refusals } = await start()
    const answer = await sendRaw(port, [...lines(port), 'Connection: close', 'Content-Length: 2'], '{}')
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.body)).toEqual({ status: 'refused', error: expect.stringMatching(/^\S.*\.$/) })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'POST' : undefined)
    expect(taken).toEqual([])
    expect(refusals).toEqual([status])
  })
})

describe('I4 how much is read', () => {
  it('takes a body of the largest size and refuses one byte more, said or not', async () => {
    const { port, taken, refusals } = await start()
    const send = (head: string, body: string): Promise<RawAnswer> => sendRaw(port, [`POST /intake/${TOKEN} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', head], body)
    const chunked = (size: number): string => `${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`
    expect((await send(`Content-Length: ${MAX}`, 'x'.repeat(MAX))).status).toBe(200)
    expect((await send('Transfer-Encoding: chunked', chunked(MAX))).status).toBe(200)
    expect((await send(`Content-Length: ${MAX + 1}`, 'x'.repeat(MAX + 1))).status).toBe(413)
    expect((await send('Transfer-Encoding: chunked', chunked(MAX + 1))).status).toBe(413)
    expect((await send('Transfer-Encoding: chunked', chunked(MAX * 500))).status).toBe(413)
    expect(taken).toEqual(['x'.repeat(MAX), 'x'.repeat(MAX)])
    expect(refusals).toEqual([413, 413, 413])
  })

  it('cuts off a sender that does not stop', async () => {
    const { port, refusals } = await start()
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /intake/${TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const more = (): void => { while (!socket.destroyed && socket.write(chunk)) { /* until it is full */ } }
    socket.on('drain', more)
    more()
    await closed(socket)
    expect(refusals).toEqual([413])
  })

  it('adds nothing of a sender that leaves in the middle', async () => {
    const { port, taken, refusals } = await start()
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /intake/${TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\n{"a"`, () => socket.destroy())
    await vi.waitFor(() => expect(refusals).toEqual([400]))
    expect(taken).toEqual([])
  })
})

describe('I5 how long, and how many', () => {
  it('ends a connection that says nothing, or not all of it, in time', async () => {
    const { port, taken } = await start({ headersMs: 100, requestMs: 200 })
    const ends = ['', 'POST / HT', `POST /intake/${TOKEN} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 10\r\n\r\n{`].map(async (text) => {
      const socket = connect(port, '127.0.0.1')
      socket.resume()
      socket.write(text)
      await closed(socket)
    })
    await Promise.all(ends)
    expect(taken).toEqual([])
  })

  it('takes no more connections than it may have', async () => {
    const { port, post } = await start({ connections: 1 })
    const first = connect(port, '127.0.0.1')
    await once(first, 'connect')
    const second = connect(port, '127.0.0.1')
    second.resume()
    await closed(second)
    first.destroy()
    await vi.waitFor(async () => expect((await post()).status).toBe(200))
  })
})

describe('its end', () => {
  it('waits for what is being answered, and takes nothing new', async () => {
    let answer: (answer: IntakeAnswer) => void = () => undefined
    const asked = vi.fn<() => void>()
    const { listener, post } = await start(undefined, () => new Promise((resolve) => {
      asked()
      answer = resolve
    }))
    const waiting = post()
    await vi.waitFor(() => expect(asked).toHaveBeenCalled())
    const closing = listener.close()
    await expect(post()).rejects.toThrow(/ECONNREFUSED/)
    answer({ status: 200, body: { status: 'accepted', id: '1-0' } })
    expect(await waiting).toMatchObject({ status: 200, body: '{"status":"accepted","id":"1-0"}\n' })
    await closing
  })

  it('a mistake of ours ends the connection and not the program', async () => {
    const { post } = await start(undefined, () => Promise.reject(new Error('broken on purpose')))
    expect((await post()).status).toBe(0)
    expect((await post()).status).toBe(0)
  })
})
