/** Where the socket of a web page is, relative to the page. */
export const SOCKET_PATH = 'socket'

/** The sub-protocol that both sides speak. A browser cannot set headers on a socket, so the token goes beside it (TRUST W12). */
export const SOCKET_PROTOCOL = 'sluice.v1'
export const TOKEN_PROTOCOL_PREFIX = 'sluice.token.'

/** `<meta name>` of the second secret, which only a page of the host's own origin can read. */
export const PAGE_TOKEN_META = 'sluice-page-token'
