import type { Clock } from '@shared/lib/clock'
import { equalSecrets } from '../shared/equal-secrets'

/** One admitted browser. The cookie gets it the page; the page holds the token that gets it the rest (TRUST W11, W12). */
export interface Session {
  readonly cookie: string
  readonly pageToken: string
}

/** Who may come in. Every secret is 256 random bits and dies with the process. */
export interface AccessTokens {
  /** A secret for one link: good once, for five minutes (TRUST W10). */
  issueLinkToken(): string
  /** Spends a link token. Undefined when there is no such token any more. */
  redeem(token: string): Session | undefined
  /** The session of a cookie value, if it has one. */
  findSession(cookie: string): Session | undefined
  /** Told of sessions that are no longer good. */
  onRevoked(listener: (session: Session) => void): void
}

const LINK_LIFE_MS = 5 * 60_000
const LINKS_OPEN = 4
const SESSIONS = 8

export function createAccessTokens(options: { clock: Clock; createSecret: () => string }): AccessTokens {
  const { clock, createSecret } = options
  let links: { token: string; until: number }[] = []
  let sessions: Session[] = []
  const listeners: ((session: Session) => void)[] = []

  return {
    issueLinkToken() {
      const token = createSecret()
      // An older link that nobody used makes way, so that asking for links costs no memory.
      links = [...links.slice(1 - LINKS_OPEN), { token, until: clock.monotonic() + LINK_LIFE_MS }]
      return token
    },
    redeem(token) {
      links = links.filter((link) => link.until > clock.monotonic())
      const spent = links.find((link) => equalSecrets(link.token, token))
      if (spent === undefined) return undefined
      links = links.filter((link) => link !== spent)
      const session = { cookie: createSecret(), pageToken: createSecret() }
      const revoked = sessions.slice(0, Math.max(0, sessions.length + 1 - SESSIONS))
      sessions = [...sessions.slice(revoked.length), session]
      for (const old of revoked) for (const listener of listeners) listener(old)
      return session
    },
    findSession: (cookie) => sessions.find((session) => equalSecrets(session.cookie, cookie)),
    onRevoked(listener) {
      listeners.push(listener)
    }
  }
}
