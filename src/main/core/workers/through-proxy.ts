import { isIP } from 'node:net'
import type { SocketTarget } from '../redis/dispatcher'

/** The same server by way of a proxy. TLS is spoken with the server, not with the proxy: the certificate must name whom it named before. */
export function through(target: SocketTarget, address: SocketTarget['address']): SocketTarget {
  if (target.tls === undefined || target.address.kind !== 'tcp') return { ...target, address }
  const { host } = target.address
  const identity = target.tls.serverName ?? host
  return { ...target, address, tls: { ...target.tls, identity, ...(isIP(identity) === 0 && { serverName: identity }) } }
}
