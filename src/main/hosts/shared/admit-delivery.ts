import type { IntakeAnswer } from '../../core/create-workbench'
import { equalSecrets } from './equal-secrets'
import { isOwnHost } from './loopback-hosts'
import type { RequestView } from './request-view'

/** What holds at the moment of a request. */
export interface IntakeGate {
  readonly port: number
  readonly token: string
  readonly maxBytes: number
}

/** `/intake/<token>`, or `/intake` and the token as a bearer. */
export const INTAKE_PATH = '/intake'
/** Headers that decide something must not come twice: two readers could pick different ones. */
const SINGLE_HEADERS = ['host', 'authorization', 'content-length', 'content-encoding', 'transfer-encoding']

export function refuseDelivery(status: number, error: string): IntakeAnswer {
  return { status, body: { status: 'refused', error } }
}

export function tooLarge(maxBytes: number): IntakeAnswer {
  return refuseDelivery(413, `The body is larger than ${maxBytes} bytes.`)
}

function valuesOf(request: RequestView, name: string): string[] {
  return request.headers.filter(([candidate]) => candidate === name).map(([, value]) => value)
}

/** The token that a request offers, in its header or its path. */
function offeredToken(request: RequestView): string {
  const bearer = /^Bearer +(\S+) *$/i.exec(valuesOf(request, 'authorization')[0] ?? '')?.[1]
  const path = request.target.split('?')[0] ?? ''
  if (bearer !== undefined && path === INTAKE_PATH) return bearer
  return path.startsWith(`${INTAKE_PATH}/`) ? path.slice(INTAKE_PATH.length + 1) : ''
}

/**
 * The answer to a request that is not admitted, before anything of its body is looked at; undefined lets it in. Pure.
 * A stranger is told the same for every path. No CORS headers are ever sent, and what a page sends is refused (I2, I3).
 */
export function admitDelivery(request: RequestView, { port, token, maxBytes }: IntakeGate): IntakeAnswer | undefined {
  for (const name of SINGLE_HEADERS) if (valuesOf(request, name).length > 1) return refuseDelivery(400, `The header ${name} came more than once.`)
  const [host] = valuesOf(request, 'host')
  if (host === undefined) return refuseDelivery(400, 'The header Host is missing.')
  if (!isOwnHost(host, port)) return refuseDelivery(403, 'The header Host names somebody else.')
  if (valuesOf(request, 'origin').length > 0 || valuesOf(request, 'sec-fetch-site').length > 0) return refuseDelivery(403, 'A webhook is sent by a program, not by a page.')
  if (!equalSecrets(offeredToken(request), token)) return refuseDelivery(401, 'The token is missing or wrong.')
  if (request.method !== 'POST') return refuseDelivery(405, 'A webhook is sent with POST.')
  const encoding = valuesOf(request, 'content-encoding')[0]?.toLowerCase() ?? 'identity'
  if (encoding !== 'identity') return refuseDelivery(415, 'A compressed body is not taken.')
  return Number(valuesOf(request, 'content-length')[0] ?? 0) > maxBytes ? tooLarge(maxBytes) : undefined
}
