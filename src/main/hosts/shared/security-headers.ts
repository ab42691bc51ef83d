/** The page's own policy (renderer/public/content-policy.js) and those of Monaco, which makes some of them twice. */
const TRUSTED_TYPES = [
  'default', 'defaultWorkerFactory', 'diffEditorWidget', 'diffReview', 'domLineBreaksComputer', 'editorGhostText', 'editorViewLayer',
  'richScreenReaderContent', 'standaloneColorizer', 'stickyScrollViewLayer', 'tokenizeToString', 'dompurify', "'allow-duplicates'"
]

/**
 * Headers of every answer, errors too (TRUST R2, W15). `sockets` are the exact origins that the page may open a
 * WebSocket to. Styles may be inline because Monaco, recharts and Radix set them so; scripts never may.
 */
export function securityHeaders(sockets: readonly string[]): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src ${["'self'", ...sockets].join(' ')}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${TRUSTED_TYPES.join(' ')}`
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Cache-Control': 'no-store'
  }
}
