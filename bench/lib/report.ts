/** One measured figure beside what it must reach. */
export interface Figure {
  what: string
  measured: string
  must: string
  ok: boolean
}

/** Prints a figure as a line of the table; a missed one makes the run fail at its end. */
export function report(figure: Figure): void {
  if (!figure.ok) process.exitCode = 1
  process.stdout.write(`${figure.ok ? 'ok    ' : 'MISSED'}  ${figure.what.padEnd(64)} ${figure.measured.padEnd(34)} must: ${figure.must}\n`)
}

/** The value below which the share `p` of the samples lies. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5)
}
