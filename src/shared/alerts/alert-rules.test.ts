import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { ALERT_NAMES } from '../model/alert'
import { reduceWorkbench } from '../model/reduce-workbench'
import { formatMetrics } from '../metrics/metric-text'
import { toLabMetrics } from '../metrics/lab-metrics'
import { toStreamMetrics } from '../metrics/stream-metrics'
import { USUAL_LIMITS, type Measured } from './alert-limits'
import { ALERT_RULES, ruleOf } from './alert-rules'
import { consumer, connection, facts, NO_LAG, picture, present, read, sample } from './testing/picture'

interface FileRule {
  alert: string
  expr: string
  for?: string
  labels: { severity: string }
}

const FILE = resolve(import.meta.dirname, '../../../observability/alerts.yml')
const UNITS = { s: 1000, m: 60_000, h: 3_600_000 }

function toMilliseconds(duration = '0s'): number {
  const match = /^(\d+)([smh])$/.exec(duration)
  if (match === null) throw new Error(`${duration} is no duration`)
  return Number(match[1]) * UNITS[match[2] as keyof typeof UNITS]
}

test('A7: the rules are those of observability/alerts.yml: names, expressions with their thresholds, durations, severities', () => {
  const { groups } = parse(readFileSync(FILE, 'utf8')) as { groups: { rules: FileRule[] }[] }
  const inFile = groups.flatMap(({ rules }) => rules).map(({ alert, expr, for: duration, labels }) => ({ name: alert, expr, forMs: toMilliseconds(duration), severity: labels.severity }))
  expect(inFile).toHaveLength(ALERT_NAMES.length)
  expect(ALERT_RULES.map(({ name, expr, forMs, severity }) => ({ name, expr: expr(USUAL_LIMITS), forMs, severity }))).toEqual(inFile)
})

const BURYING = consumer({ settings: { ...consumer().settings, policies: {
  handler: { name: 'h', typeField: 'type' }, ack: 'after-commit', idempotency: 'none', reclaim: { by: 'nobody' }, deadLetter: { afterDeliveries: 3, stream: 'dlq' }, breaker: { failures: 5, openMs: 1000 }, noAck: false
} } })

const full = picture(
  ...read('s', present([facts('g', {
    pending: 11, undelivered: NO_LAG, lag: NO_LAG, consumers: [{ name: 'a', pending: 3, idle: 60_000 }, { name: 'b', pending: 0, idle: 90_000 }, { name: 'd', pending: 1, idle: 59_999 }]
  }), facts('h', { pending: 10 })])),
  ...read('sluice:lab:dlq', present([], { length: 4 })),
  { kind: 'breaker-changed', group: { connection: 'c', key: 's', group: 'g' }, handler: 'mail', breaker: { kind: 'open', failures: 5, threshold: 5, openMs: 1000, openedAt: 0 } },
  { kind: 'worker-changed', worker: BURYING }
)

const measured = (name: Parameters<typeof ruleOf>[0], state = full, now = 0): Measured[] => ruleOf(name).measure(state, now, USUAL_LIMITS)

test('what is measured is what a scrape of the same picture says', () => {
  const scraped = formatMetrics([...toLabMetrics(full), ...toStreamMetrics(full, { now: 0, consumers: false })])
  const value = (series: string): number => Number(scraped.split('\n').find((line) => line.startsWith(`${series} `))?.slice(series.length + 1))
  const labels = 'connection="c",stream="s",group="g"'
  expect(measured('SluicePendingBacklog')[0]).toEqual({ subject: { connection: 'c', key: 's', group: 'g' }, known: true, holds: true, value: value(`sluice_group_pending{${labels}}`) })
  expect(measured('SluiceConsumerDead')[0]).toMatchObject({ holds: true, value: value(`sluice_group_consumers_silent{${labels}}`) })
  expect(measured('SluiceDeadLetters')).toEqual([{ subject: { connection: 'c', key: 'sluice:lab:dlq' }, known: true, holds: true, value: value('sluice_dead_letters{connection="c",stream="sluice:lab:dlq"}') }])
  expect(measured('SluiceBreakerOpen')).toEqual([{ subject: { connection: 'c', key: 's', group: 'g', handler: 'mail' }, known: true, holds: true, value: 5 }])
  expect(value(`sluice_breaker_open{${labels},handler="mail"}`)).toBe(1)
  expect(measured('SluiceScrapeFails')).toEqual([{ subject: { connection: 'c' }, known: true, holds: false, value: value('sluice_connection_up{connection="c"}') }])
})

test('an open circuit that none of ours looks at any more is no alert and no series: its lab was stopped', () => {
  const stopped = reduceWorkbench(full, { seq: full.seq + 1, at: 0, event: { kind: 'worker-removed', id: BURYING.id } })
  expect(measured('SluiceBreakerOpen', stopped)).toEqual([])
  expect(formatMetrics(toStreamMetrics(stopped, { now: 0, consumers: false }))).not.toContain('sluice_breaker_open{')
})

test('ten pending are no backlog, eleven are, and the person may set another limit', () => {
  expect(measured('SluicePendingBacklog').map((found) => found.known && found.holds)).toEqual([true, false])
  expect(ruleOf('SluicePendingBacklog').measure(full, 0, { ...USUAL_LIMITS, pendingAbove: 11 }).map((found) => found.known && found.holds)).toEqual([false, false])
})

test('M6: an unknown lag is unknown, a growing one is measured by the line through its samples, and ten entries are too few', () => {
  expect(measured('SluiceLagGrowing')[0]).toMatchObject({ known: false, why: 'the server does not say' })
  const lagging = (lags: (number | undefined)[]) => picture(
    ...read('s', present([facts('g', { undelivered: { known: true, value: lags.at(-1) ?? 0, from: 'counted', at: 0 } })])),
    ...lags.map((lag, second) => sample('g', { at: second * 1000, ...(lag !== undefined && { lag }) }))
  )
  expect(measured('SluiceLagGrowing', lagging([10, 12, undefined, 16]), 3000)[0]).toMatchObject({ known: true, holds: true, value: 2 })
  expect(measured('SluiceLagGrowing', lagging([5000, 4000, 3000]), 2000)[0]).toMatchObject({ known: true, holds: false, value: -1000 })
  expect(measured('SluiceLagGrowing', lagging([8, 9, 10]), 2000)[0]).toMatchObject({ known: true, holds: false })
  expect(measured('SluiceLagGrowing', lagging([20]), 0)[0]).toMatchObject({ known: false })
  // What lies further back than five minutes is not looked at.
  expect(measured('SluiceLagGrowing', lagging([0, 500, 400]), 301_000)[0]).toMatchObject({ known: true, holds: false, value: -100 })
})

test('behind a lost connection every group is unknown, and only that it is lost is known', () => {
  const lost = { ...full, connections: { c: connection('lost') } }
  for (const name of ['SluicePendingBacklog', 'SluiceLagGrowing', 'SluiceConsumerDead', 'SluiceBreakerOpen', 'SluiceDeadLetters'] as const) {
    expect(measured(name, lost).length, name).toBeGreaterThan(0)
    expect(measured(name, lost).every((found) => !found.known), name).toBe(true)
  }
  expect(measured('SluiceScrapeFails', lost)).toMatchObject([{ known: true, holds: true }])
})

test('who may not list consumers is not told that none is silent', () => {
  const refused = picture(...read('s', present([facts('g', { pending: 2 })], { refused: 'XINFO CONSUMERS is not permitted to this user.' })))
  expect(measured('SluiceConsumerDead', refused)).toMatchObject([{ known: false, why: expect.stringContaining('XINFO CONSUMERS') }])
})

test('an observed stream whose name says that it holds dead letters counts as one, and a person may say otherwise of any', () => {
  const observed = picture(...read('orders:dlq', present([], { length: 2 })), ...read('failed-orders', present([], { length: 3 })), ...read('dlq-of-orders', present([], { length: 1 })))
  const keys = (letterStreams: typeof USUAL_LIMITS.letterStreams): unknown[] => ruleOf('SluiceDeadLetters').measure(observed, 0, { ...USUAL_LIMITS, letterStreams }).map(({ subject, ...found }) => [subject.key, found.known && found.value])
  expect(keys([])).toEqual([['orders:dlq', 2]])
  expect(keys([{ key: 'failed-orders', holds: true }, { key: 'orders:dlq', holds: false }])).toEqual([['failed-orders', 3]])
  const scraped = formatMetrics(toLabMetrics(observed, [{ key: 'failed-orders', holds: true }])).split('\n').filter((line) => line.startsWith('sluice_dead_letter'))
  expect(scraped).toEqual(['sluice_dead_letters{connection="c",stream="orders:dlq"} 2', 'sluice_dead_letters{connection="c",stream="failed-orders"} 3', 'sluice_dead_letter_streams_omitted 0'])
})

test('streams of dead letters are bounded in a scrape, and what is beyond is counted', () => {
  const many = picture(...Array.from({ length: 103 }, (_, at) => read(`${at}:dlq`, present([], { length: 1 }))).flat())
  const scraped = formatMetrics(toLabMetrics(many)).split('\n')
  expect(scraped.filter((line) => line.startsWith('sluice_dead_letters{'))).toHaveLength(100)
  expect(scraped).toContain('sluice_dead_letter_streams_omitted 3')
})
