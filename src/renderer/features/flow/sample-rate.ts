/** Looks back over this span for a rate: short enough to follow a change, long enough to be calm. */
const SPAN_MS = 5000

/** Growth per second of a counter over its newest samples, oldest first. Undefined until two samples span half a second. */
export function sampleRate<T extends { at: number }>(samples: readonly T[], pick: (sample: T) => number): number | undefined {
  const last = samples.at(-1)
  if (last === undefined) return undefined
  const first = samples.find((sample) => sample.at >= last.at - SPAN_MS)
  if (first === undefined || last.at - first.at < 500) return undefined
  // A counter that went back was started anew: no rate can be told across that.
  const grown = pick(last) - pick(first)
  return grown < 0 ? undefined : (grown * 1000) / (last.at - first.at)
}

/** Growth per second between each two samples, for a sparkline of the newest `count`. */
export function sampleCourse<T extends { at: number }>(samples: readonly T[], pick: (sample: T) => number, count: number): (number | undefined)[] {
  const newest = samples.slice(-count - 1)
  return newest.slice(1).map((sample, index) => {
    const before = newest[index]
    return before === undefined ? undefined : sampleRate([before, sample], pick)
  })
}
