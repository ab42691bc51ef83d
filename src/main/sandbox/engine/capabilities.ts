/** Releases of Redis whose streams differ. */
export const RELEASES = ['7.0', '7.2', '7.4', '8.0', '8.2', '8.4', '8.6', '8.8'] as const

export type Release = (typeof RELEASES)[number]

/** What the server can do beyond Redis 7.0, each with the release that brought it. */
export interface Capabilities {
  /** 7.2: `inactive` beside `idle`; a read that gets nothing makes its consumer; a released reader hears NOGROUP or WRONGTYPE. */
  inactive: boolean
  /** 7.4: XREAD from the last entry, `+`. */
  readLast: boolean
  /** 8.0: the lag of a group whose next entry was trimmed is counted, not guessed. */
  exactLag: boolean
  /** 8.2: XACKDEL, XDELEX, and KEEPREF, DELREF and ACKED for XADD and XTRIM. */
  ackDelete: boolean
  /** 8.4: XREADGROUP … CLAIM. */
  claimInRead: boolean
  /** 8.6: XADD IDMP and IDMPAUTO, XCFGSET. */
  idempotentAdd: boolean
  /** 8.8: XNACK. */
  negativeAck: boolean
}

const SINCE: Record<keyof Capabilities, Release> = { inactive: '7.2', readLast: '7.4', exactLag: '8.0', ackDelete: '8.2', claimInRead: '8.4', idempotentAdd: '8.6', negativeAck: '8.8' }

/** What a server of that release can do. */
export function capabilitiesOf(release: Release): Capabilities {
  const has = (capability: keyof Capabilities): boolean => RELEASES.indexOf(SINCE[capability]) <= RELEASES.indexOf(release)
  return Object.fromEntries(Object.keys(SINCE).map((name) => [name, has(name as keyof Capabilities)])) as unknown as Capabilities
}
