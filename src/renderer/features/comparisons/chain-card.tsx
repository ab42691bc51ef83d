import type { ReactNode } from 'react'
import { ORDER_SERVICES, type ComparisonState, type CustomerFigures, type GroupBacklog, type OrderService, type ServiceFigures } from '@shared/model/comparison-state'
import { formatCount, formatCounted } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { NumberField } from '../../ui/number-field'
import { ComparisonFrame } from './comparison-frame'
import { setCompareView, useCompareView } from './comparison-store'
import { formatMs, formatSet } from './comparison-words'
import styles from './comparisons.module.css'
import { LatencyStrips } from './latency-strip'

type ChainState = Extract<ComparisonState, { kind: 'chain' }>

/** How slow the button makes a service. */
const SLOW_MS = 5_000

function Fields(): ReactNode {
  const settings = useCompareView((view) => view.chain)
  const set = (change: Partial<typeof settings>): void => setCompareView({ chain: { ...settings, ...change } })
  return (
    <>
      <NumberField label="Orders per second" integer={false} min={0.1} max={20} value={settings.perSecond} onChange={(perSecond) => { if (perSecond !== undefined) set({ perSecond }) }} hint="Each at both shops." />
      <NumberField label="The chain waits for a service" unit="ms" min={50} max={30_000} value={settings.timeoutMs} onChange={(timeoutMs) => { if (timeoutMs !== undefined) set({ timeoutMs }) }} />
      {ORDER_SERVICES.map((service) => (
        <NumberField key={service} label={`${service} takes`} unit="ms" min={0} max={60_000} value={settings.workMs[service]} onChange={(ms) => { if (ms !== undefined) set({ workMs: { ...settings.workMs, [service]: ms } }) }} />
      ))}
    </>
  )
}

function ServiceRow({ state, service, group }: { state: ChainState; service: ServiceFigures; group: GroupBacklog | undefined }): ReactNode {
  const host = useHost()
  const { name, up, workMs, url } = service
  const reason = state.status === 'running' ? undefined : 'It does not run.'
  const usual = state.settings.workMs[name]
  const slow = workMs >= SLOW_MS
  const set = (change: { workMs?: number; up?: boolean }): void => void attempt(() => host.comparisons.act({ comparison: state.id, action: { kind: 'set-service', service: name, ...change } }))
  return (
    <tr data-tone={!up || slow ? 'bad' : undefined}>
      <th scope="row">{name}<small>{url ?? 'nothing listens'}</small></th>
      <td>{state.status === 'stopped' ? 'closed' : up ? `answers in ${formatSet(workMs)}` : 'down'}</td>
      <td>{group === undefined ? '' : <Backlog backlog={group.backlog} />}</td>
      <td>{formatCount(group?.done ?? 0)}</td>
      <td>{formatCount(group?.retries ?? 0)}</td>
      <td className={styles.buttons}>
        <Button size="small" reason={reason ?? (up ? undefined : 'It is down.')} onClick={() => set({ workMs: slow ? usual : SLOW_MS })}>{slow ? `Make ${name} fast again` : `Make ${name} slow (${formatSet(SLOW_MS)})`}</Button>
        <Button size="small" reason={reason} onClick={() => set({ up: !up })} hint={up ? 'Its port closes: who calls it is refused' : 'It listens again'}>{up ? 'Take it down' : 'Bring it back'}</Button>
      </td>
    </tr>
  )
}

/** A bar as long as what waits, up to a hundred. */
function Backlog({ backlog }: { backlog: number }): ReactNode {
  return <span className={styles.backlog}><b>{formatCount(backlog)}</b><i style={{ width: `${Math.min(100, backlog)}%` }} data-tone={backlog > 5 ? 'bad' : undefined} /></span>
}

const total = ({ accepted, failed, timedOut }: CustomerFigures): number => accepted + failed + timedOut

function Figures({ state }: { state: ChainState }): ReactNode {
  const { figures, settings } = state
  const both = [figures.chain, figures.events]
  const find = (name: OrderService): GroupBacklog | undefined => figures.groups.find(({ group }) => group === name)
  const row = (term: string, value: (shop: CustomerFigures) => ReactNode, bad?: (shop: CustomerFigures) => boolean): ReactNode => (
    <tr><th scope="row">{term}</th>{both.map((shop, index) => <td key={index === 0 ? 'chain' : 'events'} data-tone={bad?.(shop) === true ? 'bad' : undefined}>{value(shop)}</td>)}</tr>
  )
  const share = (count: number, shop: CustomerFigures): string => `${formatCount(count)}${total(shop) === 0 || count === 0 ? '' : `, ${Math.round((count / total(shop)) * 100)} %`}`
  return (
    <>
      <table className={styles.table} aria-label="Customers">
        <thead><tr><th scope="col">{formatCount(figures.orders)} orders at each shop</th><th scope="col">REST chain</th><th scope="col">events</th></tr></thead>
        <tbody>
          {row('Answer to the customer, p50', ({ answer }) => <b className={styles.big}>{answer === undefined ? 'none yet' : formatMs(answer.p50Ms)}</b>)}
          {row('Answer to the customer, p95', ({ answer }) => (answer === undefined ? 'none yet' : `${formatMs(answer.p95Ms)}, of the newest ${answer.newest}`))}
          {row('Accepted', (shop) => share(shop.accepted, shop))}
          {row('Failed', (shop) => share(shop.failed, shop), ({ failed }) => failed > 0)}
          {row('Timed out', (shop) => share(shop.timedOut, shop), ({ timedOut }) => timedOut > 0)}
          {row('Wait for their answer now', ({ open }) => formatCount(open))}
        </tbody>
      </table>
      <table className={joinClasses(styles.table, styles.services)} aria-label="Services">
        <thead><tr><th scope="col">service</th><th scope="col">now</th><th scope="col">backlog of its group</th><th scope="col">done by events</th><th scope="col">tried again</th><th scope="col">cause</th></tr></thead>
        <tbody>{figures.services.map((service) => <ServiceRow key={service.name} state={state} service={service} group={find(service.name)} />)}</tbody>
      </table>
      <LatencyStrips title="Answers to customers" least={Math.max(200, settings.timeoutMs / 2)} rows={[{ label: 'REST chain', latency: figures.chain.answer, color: 'var(--old)' }, { label: 'events', latency: figures.events.answer, color: 'var(--ok)' }]} />
      <p className={styles.note}>Shops and services are real HTTP servers on 127.0.0.1 that this Sluice opens for the comparison; both ways call the same three services. An order of the events is accepted when XADD was answered; its work is done later, and a call that failed is tried again while the entry stays pending.</p>
    </>
  )
}

/** D7: what one slow service does to a synchronous chain, and to groups on a stream. */
export function ChainCard({ state }: { state: ChainState | undefined }): ReactNode {
  const draft = useCompareView((view) => view.chain)
  const { perSecond, timeoutMs } = state?.settings ?? draft
  return (
    <ComparisonFrame kind="chain" state={state} start={{ kind: 'chain', settings: draft }} fields={<Fields />} running={`${formatCounted(perSecond, 'order')} a second at each shop; the chain waits ${formatSet(timeoutMs)} for each service.`}>
      {state === undefined ? <p className={styles.empty}>Start it, then make mail slow or take a service down, and see who notices.</p> : <Figures state={state} />}
    </ComparisonFrame>
  )
}
