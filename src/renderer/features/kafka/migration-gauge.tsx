import { Check, CircleHelp, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { PUBLISHED_CEILINGS, selectMigration, selectMigrationVerdict, type MigrationTrigger } from '@shared/model/select-migration'
import { formatAge } from '../../lib/format-age'
import { formatCount, formatRate } from '../../lib/format-count'
import { useHeld } from '../../lib/use-held'
import { useNow } from '../../lib/use-now'
import { useCurrentConnection, useCurrentStream } from '../../store/current'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { useWorkbench } from '../../store/workbench-store'
import { FactValue } from '../../ui/fact-value'
import { NumberField } from '../../ui/number-field'
import { Property, PropertyList } from '../../ui/property-list'
import styles from './kafka.module.css'

const RENEW_MS = 1000
const HOUR_MS = 3_600_000

const ICONS = { below: Check, past: TriangleAlert, unknown: CircleHelp }
const WORDS = { below: 'not reached', past: 'past it', unknown: 'unknown' }

interface TriggerProps {
  title: string
  trigger: MigrationTrigger
  /** The value and its bound in words. */
  line: ReactNode
  children?: ReactNode
}

/** One trigger: what is measured, its bound, and how far along it is. */
function Trigger({ title, trigger: { value, bound, past }, line, children }: TriggerProps): ReactNode {
  const state = past === undefined ? 'unknown' : past ? 'past' : 'below'
  const Icon = ICONS[state]
  const share = value.known ? Math.min(1, value.value / bound) : 0
  return (
    <div className={styles.trigger} data-state={state} role="group" aria-label={title}>
      <h3><Icon aria-hidden /> {title} <small>{WORDS[state]}</small></h3>
      <p>{line}</p>
      <div className={styles.bar} aria-hidden><i style={{ width: `${(share * 100).toFixed(1)}%` }} /></div>
      {children}
    </div>
  )
}

function verdictWords(verdict: ReturnType<typeof selectMigrationVerdict>): string {
  switch (verdict) {
    case 'look':
      return 'A trigger is past: a log that is made for it, such as Kafka, is worth a look.'
    case 'keep':
      return 'No trigger is reached: one Redis server with streams is enough for this.'
    case 'open':
      return 'No trigger is past that is known. What is unknown is not judged.'
    default:
      return assertNever(verdict)
  }
}

const formatHours = (hours: number): string => formatAge(hours * HOUR_MS)

/** SYSTEMS B7: whether what runs here has outgrown streams, from what is measured on the connection looked at. */
export function MigrationGauge(): ReactNode {
  const host = useHost()
  const workbench = useHeld(useWorkbench((state) => state), RENEW_MS)
  const stream = useCurrentStream()
  const connection = useCurrentConnection()
  const needed = useSettings((store) => store.settings.retentionNeededHours)
  const now = useNow(RENEW_MS)
  if (connection === undefined) return <p className={styles.about}>Connect to a server first: the gauge is of what is measured there.</p>
  const gauge = selectMigration(workbench, { connection: connection.id, stream: stream?.ref.connection === connection.id ? stream : undefined, retentionNeeded: needed, now })
  const { rate, retention, groups, oldest, kept, streams } = gauge
  return (
    <section className={styles.gauge} aria-label="Migration triggers">
      <p className={styles.verdict} data-verdict={selectMigrationVerdict(gauge)} role="status">{verdictWords(selectMigrationVerdict(gauge))}</p>
      <Trigger title="Sustained rate" trigger={rate} line={<><b><FactValue fact={rate.value} format={formatRate} /></b> of {formatCount(rate.bound)} entries/s</>}>
        <p className={styles.about}>On average over the last minute, of the {formatCount(streams)} {streams === 1 ? 'stream' : 'streams'} of {connection.label} that {streams === 1 ? 'is' : 'are'} watched.</p>
        {!rate.value.known && <p className={styles.about}>Unknown: {rate.value.why}.</p>}
      </Trigger>
      <Trigger title="Retention needed" trigger={retention} line={needed === null ? `Not said yet. More than ${formatCount(retention.bound)} h would be a trigger.` : <><b>{needed}</b> of {formatCount(retention.bound)} h</>}>
        <NumberField label="Entries have to be kept for" unit="hours" min={0} max={87_600} integer={false} optional value={needed ?? undefined} onChange={(hours) => void changeSettings(host, { retentionNeededHours: hours ?? null })} hint="Your setting: what is needed cannot be measured." />
        <PropertyList>
          <Property name="oldest entry here" hint="By the time in its id, of the stream looked at."><FactValue fact={oldest} format={formatHours} /></Property>
          <Property name="kept by trimming" hint="As producers of Sluice trim the stream looked at: by age, or by length at the rate of the last minute."><FactValue fact={kept} format={formatHours} /></Property>
        </PropertyList>
      </Trigger>
      <Trigger title="Consumer groups" trigger={groups} line={<><b><FactValue fact={groups.value} format={formatCount} /></b> of {formatCount(groups.bound)}</>}>
        <p className={styles.about}>Of the streams that are watched.</p>
      </Trigger>
      <p className={styles.about}>
        For reference, published and not measured here: one server takes about {formatCount(PUBLISHED_CEILINGS.sustainedPerSecond)} entries/s sustained and {formatCount(PUBLISHED_CEILINGS.burstPerSecond)} in bursts, p99 below {PUBLISHED_CEILINGS.p99Ms} ms.
      </p>
    </section>
  )
}
