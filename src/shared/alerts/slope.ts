/** The slope of the line that fits best, in units per second. Undefined of fewer than two moments. `at` in milliseconds. */
export function slopePerSecond(points: readonly { at: number; value: number }[]): number | undefined {
  const [first] = points
  if (first === undefined) return undefined
  let sumX = 0
  let sumY = 0
  for (const { at, value } of points) {
    sumX += (at - first.at) / 1000
    sumY += value
  }
  const meanX = sumX / points.length
  const meanY = sumY / points.length
  let across = 0
  let along = 0
  for (const { at, value } of points) {
    const x = (at - first.at) / 1000 - meanX
    across += x * (value - meanY)
    along += x * x
  }
  return along === 0 ? undefined : across / along
}
