import type { ReactNode } from 'react'
import { cost, idleReadsPerDay, MONTH_DAYS, perDay } from '@shared/model/command-cost'
import type { ComparisonState, PollingReader } from '@shared/model/comparison-state'
import { formatCount, formatCounted } from '../../lib/format-count'
import { useSettings } from '../../store/settings-store'
import { NumberField } from '../../ui/number-field'
import { ComparisonFrame } from './comparison-frame'
import { setCompareView, useCompareView } from './comparison-store'
import { formatMs, formatSet } from './comparison-words'
import styles from './comparisons.module.css'
import { LatencyStrips } from './latency-strip'
import { formatCost, PriceFields } from './price-fields'

type PollingState = Extract<ComparisonState, { kind: 'polling' }>

const UNKNOWN = 'unknown'

function Fields(): ReactNode {
  const settings = useCompareView((view) => view.polling)
  const set = (change: Partial<typeof settings>): void => setCompareView({ polling: { ...settings, ...change } })
  return (
    <>
      <NumberField label="Entries per second" integer={false} min={0.01} max={50} value={settings.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) set({ perSecond }) }} hint="At random, on the average." />
      <NumberField label="Polls every" unit="ms" min={10} max={600_000} value={settings.pollMs} onChange={(pollMs) => { if (pollMs !== undefined) set({ pollMs }) }} />
      <NumberField label="BLOCK" unit="ms" min={100} max={600_000} value={settings.blockMs} onChange={(blockMs) => { if (blockMs !== undefined) set({ blockMs }) }} />
    </>
  )
}

/** A row of the table: one figure of both workers. */
function Row({ term, note, values }: { term: string; note?: ReactNode; values: readonly ReactNode[] }): ReactNode {
  return <tr><th scope="row">{term}{note !== undefined && <small>{note}</small>}</th>{values.map((value, index) => <td key={index === 0 ? 'polling' : 'blocking'}>{value}</td>)}</tr>
}

function Figures({ state }: { state: PollingState }): ReactNode {
  const { settings, figures } = state
  const { per100k, currency } = useSettings((store) => store.settings.commandPrice)
  const both = [figures.polling, figures.blocking]
  const day = (count: (reader: PollingReader) => number): (number | undefined)[] => both.map((reader) => perDay(count(reader), figures.elapsedMs))
  const commands = day((reader) => reader.commands)
  const empty = day((reader) => reader.emptyReads)
  const idle = [idleReadsPerDay(settings.pollMs), idleReadsPerDay(settings.blockMs)]
  const show = (value: number | undefined): string => (value === undefined ? UNKNOWN : formatCount(toThreeDigits(value)))
  const money = (value: number | undefined): string => (value === undefined ? UNKNOWN : formatCost(cost(value, per100k), currency))
  return (
    <>
      <table className={styles.table} aria-label="Polling and blocking">
        <thead><tr><th scope="col">measured</th><th scope="col">polling, every {formatSet(settings.pollMs)}</th><th scope="col">blocking, {formatSet(settings.blockMs)}</th></tr></thead>
        <tbody>
          <Row term="Commands so far" note="counted when they end" values={both.map((reader) => <b key="n" className={styles.big}>{formatCount(reader.commands)}</b>)} />
          <Row term="Reads that brought nothing" values={both.map((reader) => `${formatCount(reader.emptyReads)} of ${formatCount(reader.reads)}${reader.reads === 0 ? '' : `, ${Math.round((reader.emptyReads / reader.reads) * 100)} %`}`)} />
          <Row term="Entries received" note={`${formatCount(figures.added)} added`} values={both.map((reader) => formatCount(reader.received))} />
          <Row term="Waited for a reader" note="mean / p95 / worst" values={both.map(({ latency }) => (latency === undefined ? (figures.latencyUnknown === undefined ? 'none yet' : UNKNOWN) : `${formatMs(latency.meanMs)} / ${formatMs(latency.p95Ms)} / ${formatMs(latency.worstMs)}`))} />
          <Row term="Commands a day" note="at the measured rate" values={commands.map(show)} />
          <Row term="Commands a month" note={`${MONTH_DAYS} days`} values={commands.map((value) => show(value === undefined ? undefined : value * MONTH_DAYS))} />
          <Row term="… that bring nothing, a month" values={empty.map((value) => show(value === undefined ? undefined : value * MONTH_DAYS))} />
          <Row term="Arithmetic: reads a day, a month" note="while nothing comes at all" values={idle.map((reads) => `${formatCount(Math.round(reads))}, ${formatCount(Math.round(reads * MONTH_DAYS))}`)} />
          <Row term="Cost a day" values={commands.map(money)} />
          <Row term="Cost a month" values={commands.map((value) => <b key="n">{money(value === undefined ? undefined : value * MONTH_DAYS)}</b>)} />
        </tbody>
      </table>
      <PriceFields />
      {figures.latencyUnknown !== undefined && <p className={styles.note}>{figures.latencyUnknown}</p>}
      <LatencyStrips title="How long entries waited for each reader" least={settings.pollMs} rows={[{ label: 'polling', latency: figures.polling.latency, color: 'var(--old)' }, { label: 'blocking', latency: figures.blocking.latency, color: 'var(--ok)' }]} />
      <p className={styles.note}>{describeServerCount(figures.serverCount)}</p>
    </>
  )
}

/** A rate of seconds says no more about a month than its first digits. */
function toThreeDigits(value: number): number {
  return Number(value.toPrecision(3))
}

function describeServerCount(count: PollingState['figures']['serverCount']): string {
  if (count === undefined) return 'What the server itself counted is not known yet.'
  const server = formatCount(count.server)
  const ours = `${formatCount(count.ours)} were counted here`
  return count.origin === 'tot-cmds' ? `The server counted ${server} commands of these two sockets (tot-cmds of CLIENT LIST); ${ours}.`
    : `The server counted ${server} XREADGROUP and XACK of all its clients (INFO commandstats); ${ours}, of these two workers.`
}

/** A8: commands, cost and latency of a polling worker beside a blocking one. */
export function PollingCard({ state }: { state: PollingState | undefined }): ReactNode {
  const draft = useCompareView((view) => view.polling)
  const { perSecond, pollMs, blockMs } = state?.settings ?? draft
  return (
    <ComparisonFrame kind="polling" state={state} start={{ kind: 'polling', settings: draft }} fields={<Fields />} running={`${formatCounted(perSecond, 'entry', 'entries')} a second at random; polls every ${formatSet(pollMs)}; BLOCK ${formatSet(blockMs)}.`}>
      {state === undefined ? <p className={styles.empty}>Start it, and its figures are here, measured and renewed twice a second.</p> : <Figures state={state} />}
    </ComparisonFrame>
  )
}
