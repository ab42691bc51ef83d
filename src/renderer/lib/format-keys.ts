const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent)

/** A tinykeys binding for eyes: `$mod+k` → `Ctrl K` or `⌘K`, `g f` → `g f`. */
export function formatKeys(binding: string): string {
  return binding
    .split(' ')
    .map((press) => {
      const parts = press.split('+').map((part) => (part === '$mod' ? (mac ? '⌘' : 'Ctrl') : part))
      // A shifted sign is typed as itself: "?" says it all.
      const shown = parts.length === 2 && parts[0] === 'Shift' && /^\W$/.test(parts[1] ?? '') ? parts.slice(1) : parts
      return shown.length === 1 ? (shown[0] ?? '') : shown.map((part) => (part.length === 1 ? part.toUpperCase() : part)).join(mac ? '' : ' ')
    })
    .join(' ')
}
