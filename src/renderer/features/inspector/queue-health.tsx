import { useMemo, type ReactNode } from 'react'
import { PENDING_LIMIT, selectQueueHealth, type QueueHealth as Health } from '@shared/metrics/queue-health'
import type { GroupRef } from '@shared/model/stream-ref'
import { formatCount } from '../../lib/format-count'
import { useHeld } from '../../lib/use-held'
import { useWorkbench } from '../../store/workbench-store'
import { CopyButton } from '../../ui/copy-button'
import { CopyLine } from '../../ui/copy-line'
import { Name } from '../../ui/name'
import { Property, PropertyList } from '../../ui/property-list'
import { formatHealthCurl } from './format-health-curl'
import styles from './inspector.module.css'
import { PanelSection } from './panel'

/** Nobody reads a page of numbers faster than this. */
const RENEW_MS = 500

const STATUS_HINT = `ok; backlog: more than ${PENDING_LIMIT} pending; unavailable: the stream or the group cannot be read now.`

const unknown = <span className={styles.note}>unknown</span>
const count = (value: number | null): ReactNode => (value === null ? unknown : formatCount(value))

/** The document of GET /queue-health, from the same picture by the same code. */
export function QueueHealth({ group: { connection, key, group } }: { group: GroupRef }): ReactNode {
  const workbench = useHeld(useWorkbench((state) => state), RENEW_MS)
  const health = useMemo(() => selectQueueHealth(workbench, { connection, key, group }), [workbench, connection, key, group])
  if (health === undefined) return undefined
  return <Document health={health} connection={connection} />
}

function Document({ health, connection }: { health: Health; connection: string }): ReactNode {
  // Only a page that came over HTTP has a host that serves it.
  const { protocol, origin } = window.location
  const curl = formatHealthCurl(origin, health, connection)
  return (
    <PanelSection title="Queue health" aside={<CopyButton text={JSON.stringify(health)} what="queue health as JSON" />}>
      <PropertyList>
        <Property name="status" hint={STATUS_HINT}><span className={health.status === 'ok' ? undefined : health.status === 'backlog' ? styles.warn : styles.bad}>{health.status}</span></Property>
        <Property name="mode" hint="How workers of Sluice read: they block, they poll, or some do either. Of others it is not known.">{health.mode ?? unknown}</Property>
        <Property name="stream_name"><Name name={health.stream_name} /></Property>
        <Property name="stream_length">{count(health.stream_length)}</Property>
        <Property name="pending_messages">{count(health.pending_messages)}</Property>
        <Property name="consumers">{count(health.consumers)}</Property>
        <Property name="last_delivered_id">{health.last_delivered_id ?? unknown}</Property>
        <Property name="consumer_group"><Name name={health.consumer_group} /></Property>
        <Property name="block_ms" hint="Of workers of Sluice that block, where they all have the same.">{count(health.block_ms)}</Property>
        <Property name="poll_ms" hint="Of workers of Sluice that poll, where they all have the same.">{count(health.poll_ms)}</Property>
      </PropertyList>
      {protocol.startsWith('http') && curl !== undefined
        ? (
            <>
              <CopyLine text={curl} label="The same by HTTP" what="curl line" />
              <p className={styles.note}>The token is not on this page: it is scrapeToken in the line of --ready-json, or in the file of --scrape-token-file.</p>
            </>
          )
        : <p className={styles.note}>{curl === undefined ? 'By HTTP it cannot be asked for: a name here has bytes that no URL holds as text.' : 'The dev-server (npm run serve) gives it to other programs too, at /queue-health.'}</p>}
    </PanelSection>
  )
}
