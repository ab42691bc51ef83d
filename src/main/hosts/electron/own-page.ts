import { APP_ORIGIN } from '@shared/contract/host-api'

/** Whether a URL is a page of ours. Parsed, never compared as text: `app://sluice.evil/` begins like us. */
export function isOwnPage(url: string): boolean {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}` === APP_ORIGIN
  } catch {
    // Not a URL, so not ours.
    return false
  }
}
