import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares in a time that tells nothing of where or how the two differ. */
export function equalSecrets(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

/** Digests are of one length, which timingSafeEqual demands. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
