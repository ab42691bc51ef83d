import { PORT_MESSAGE, type HostApi } from '@shared/contract/host-api'
import { PAGE_TOKEN_META, SOCKET_PATH, SOCKET_PROTOCOL, TOKEN_PROTOCOL_PREFIX } from '@shared/contract/socket-access'
import type { HostLink } from './client'
import { LinkRefused } from './link-refused'
import { createPortLink } from './port-link'
import { createSocketLink } from './socket-link'

declare global {
  interface Window {
    readonly sluiceHost?: HostApi
  }
}

const OPEN_AGAIN = 'Open the link that the terminal shows. For a fresh one press Enter there.'

/**
 * Connects this page to its host: over a port in the desktop window, else over a socket. Rejects with LinkRefused when
 * the host does not take this page, with an Error when it may be worth another try.
 */
export async function connectHost(): Promise<HostLink> {
  if (window.sluiceHost?.kind === 'desktop') return connectDesktop()
  const token = document.querySelector<HTMLMetaElement>(`meta[name="${PAGE_TOKEN_META}"]`)?.content
  if (token === undefined) throw new LinkRefused('This page was not opened through a Sluice host.', OPEN_AGAIN)
  return connectServer(token)
}

function connectDesktop(): HostLink {
  const { port1, port2 } = new MessageChannel()
  window.postMessage(PORT_MESSAGE, window.location.origin, [port2])
  return createPortLink(port1, window)
}

async function connectServer(token: string): Promise<HostLink> {
  const address = new URL(SOCKET_PATH, window.location.href)
  const socketAddress = new URL(address)
  socketAddress.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  try {
    return await createSocketLink(new WebSocket(socketAddress, [SOCKET_PROTOCOL, TOKEN_PROTOCOL_PREFIX + token]))
  } catch (error) {
    throw await askWhy(address, token) ?? error
  }
}

/** A browser hides why a socket was refused, so the same address is asked again in a way that shows the status. */
async function askWhy(address: URL, token: string): Promise<LinkRefused | undefined> {
  const status = await fetch(address, { headers: { authorization: `Bearer ${token}` }, cache: 'no-store' }).then((response) => response.status, () => undefined)
  if (status === 401) return new LinkRefused('The Sluice host does not know this page any more. It was probably started again.', OPEN_AGAIN)
  if (status === 503) return new LinkRefused('As many pages are open on this Sluice host as it takes.', 'Close one of the others, then reload this page.')
  return undefined
}
