import { PAGE_TOKEN_META } from '@shared/contract/socket-access'

/** The built page with its session's second secret inside, where no other origin can read it (TRUST W12). */
export function pageWithToken(html: Buffer, token: string): Buffer {
  const text = html.toString('utf8')
  const at = text.indexOf('<head>') + '<head>'.length
  return Buffer.from(`${text.slice(0, at)}\n    <meta name="${PAGE_TOKEN_META}" content="${token}" />${text.slice(at)}`)
}
