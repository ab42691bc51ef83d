import { protocol } from 'electron'
import { APP_ORIGIN, APP_SCHEME } from '@shared/contract/host-api'
import { securityHeaders } from '../shared/security-headers'
import type { StaticFile, StaticFiles } from '../shared/static-files'

/** Must run before Electron is ready. Grants the scheme what a web origin has, and no way around the content policy. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
}

/** Serves the built page under our scheme. Whatever is not in it does not exist (TRUST E18). */
export function serveAppScheme(files: Promise<StaticFiles>): void {
  protocol.handle(APP_SCHEME, async (request) => toResponse(findFile(await files, request)))
}

function findFile(files: StaticFiles, request: Pick<Request, 'url' | 'method'>): StaticFile | undefined {
  // Chromium has resolved `..` in the URL; what is left is looked up as it stands, escapes included.
  const { origin, protocol: scheme, host, pathname } = new URL(request.url)
  const ours = origin === APP_ORIGIN || `${scheme}//${host}` === APP_ORIGIN
  return ours && request.method === 'GET' ? files.get(pathname === '/' ? 'index.html' : pathname.slice(1)) : undefined
}

function toResponse(file: StaticFile | undefined): Response {
  const headers = securityHeaders([])
  if (file === undefined) return new Response('Not Found', { status: 404, headers })
  return new Response(new Uint8Array(file.body), { headers: { ...headers, 'Content-Type': file.type } })
}
