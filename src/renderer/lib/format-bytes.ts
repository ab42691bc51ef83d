const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'] as const

/** A size in bytes, in powers of 1024 as Redis counts memory: `512 B`, `1.2 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 'B'
  for (const next of UNITS) {
    if (value < 1024) break
    value /= 1024
    unit = next
  }
  return unit === 'B' || value >= 100 ? `${Math.round(value)} ${unit}` : `${value.toFixed(1)} ${unit}`
}
