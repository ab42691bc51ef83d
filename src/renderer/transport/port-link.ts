import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { Client, HostLink } from './client'
import { createLinkEnd } from './link-end'
import { createSafePort } from './safe-port'

/** A link over one MessagePort, whose other end the host gets. Calls wait in the port until the host listens. */
export function createPortLink(port: MessagePort, page: Pick<Window, 'addEventListener' | 'removeEventListener'>): HostLink {
  const end = createLinkEnd()
  const safe = createSafePort(port, page)
  const client = createORPCClient<Client>(new RPCLink({ port: safe.port }))
  // Electron's renderer tells the end of a port with `close`, which the DOM's types do not know.
  safe.port.addEventListener('close', end.end)
  port.start()
  return {
    client,
    onClosed: end.onEnd,
    close() {
      safe.close()
      end.end()
    }
  }
}
