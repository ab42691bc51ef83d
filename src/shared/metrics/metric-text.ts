import type { Count } from '../redis/count'

/** Names are ours; values may come from a server. A label whose value is empty is none, as Prometheus has it. */
export type Labels = readonly (readonly [name: string, value: string])[]

export interface Sample {
  labels: Labels
  /** Exact past 2^53 as its digits, as far as the reader keeps them. */
  value: Count
  /** Of a histogram: `_bucket`, `_sum`, `_count`. */
  suffix?: string
}

export interface MetricFamily {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: readonly Sample[]
}

export const METRIC_TEXT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

const LONGEST_VALUE = 128
const KEPT_OF_LONG = 96

/** FNV-1a: tells apart long values that begin alike. */
function hash(text: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}

/** A name from a server as a label: bytes that are no UTF-8 become `\xff`, which the format demands, and a long name is cut. */
export function toLabelValue(text: string): string {
  const visible = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, (unit) => (unit.length === 2 ? unit : `\\x${(unit.charCodeAt(0) & 0xff).toString(16).padStart(2, '0')}`))
  if (visible.length <= LONGEST_VALUE) return visible
  // A cut between the halves of a surrogate pair would leave text that is no UTF-8.
  return `${visible.slice(0, KEPT_OF_LONG).replace(/[\ud800-\udbff]$/, '')}…${hash(visible)}`
}

function escape(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
}

function formatLabels(labels: Labels): string {
  const pairs = labels.filter(([, value]) => value !== '').map(([name, value]) => `${name}="${escape(toLabelValue(value))}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

/** Prometheus's text format 0.0.4. A family without samples is left out; of two samples with the same labels the first stands. */
export function formatMetrics(families: readonly MetricFamily[]): string {
  const lines: string[] = []
  for (const { name, type, help, samples } of families) {
    if (samples.length === 0) continue
    lines.push(`# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}`, `# TYPE ${name} ${type}`)
    const seen = new Set<string>()
    for (const { labels, value, suffix = '' } of samples) {
      const series = `${name}${suffix}${formatLabels(labels)}`
      if (seen.has(series)) continue
      seen.add(series)
      lines.push(`${series} ${value}`)
    }
  }
  return lines.map((line) => `${line}\n`).join('')
}
