import { once } from 'node:events'
import { WebSocket } from 'ws'
import { SOCKET_PROTOCOL, TOKEN_PROTOCOL_PREFIX } from '@shared/contract/socket-access'
import { sendRaw } from './raw-request'

/** What a browser holds after it opened a link. */
export interface AdmittedPage {
  readonly port: number
  readonly base: string
  readonly cookie: string
  readonly token: string
  /** Opens its socket as a browser would. Resolves when it is open. */
  openSocket(): Promise<WebSocket>
  /** The same, not yet open. `over` is a port that carries on to the host's, which stays the one that is named. */
  createSocket(over?: number): WebSocket
}

/** Opens a link the way a browser does: follows the redirect and reads the token out of the page. */
export async function openLink(link: string): Promise<AdmittedPage> {
  const { port: portText, search } = new URL(link)
  const port = Number(portText)
  const redirect = await sendRaw(port, [`GET /${search} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close'])
  const base = redirect.headers.get('location') ?? ''
  const cookie = (redirect.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const page = await sendRaw(port, [`GET ${base} HTTP/1.1`, `Host: 127.0.0.1:${port}`, `Cookie: ${cookie}`, 'Connection: close'])
  const token = /name="sluice-page-token" content="([^"]+)"/.exec(page.body)?.[1]
  if (token === undefined) throw new Error(`the link did not open: ${redirect.status}, ${page.status}`)
  const createSocket = (over = port): WebSocket => new WebSocket(`ws://127.0.0.1:${over}${base}socket`, [SOCKET_PROTOCOL, TOKEN_PROTOCOL_PREFIX + token], {
    origin: `http://127.0.0.1:${port}`,
    headers: { cookie, host: `127.0.0.1:${port}` },
    perMessageDeflate: false
  })
  return {
    port,
    base,
    cookie,
    token,
    createSocket,
    async openSocket() {
      const socket = createSocket()
      await once(socket, 'open')
      return socket
    }
  }
}
