import type { Release } from './capabilities'

/** What it calls itself, in INFO `server_name` and everywhere a person looks. */
export const PRODUCT = 'sluice'

/** The release of Redis that it speaks like, as clients want to read it. The last 7.0 is the one it was compared with. */
export function versionOf(release: Release): string {
  return release === '7.0' ? '7.0.15' : `${release}.0`
}

/** What this server is not: plainly, where somebody asks for it. */
export const IS_NOT = 'This is the sandbox server of Sluice: it has no persistence, no replication, no cluster and no Lua.'
