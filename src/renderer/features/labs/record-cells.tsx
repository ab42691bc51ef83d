import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { EntryId } from '@shared/redis/entry-id'
import type { DeliverySource } from '@shared/model/delivery-record'
import type { LabState } from '@shared/model/worker-state'
import { formatAge } from '../../lib/format-age'
import { formatCounted } from '../../lib/format-count'
import { formatClock } from '../../lib/format-time'
import { useNow } from '../../lib/use-now'
import { select } from '../../store/view-store'
import { EntryIdText, Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { SafeText } from '../../ui/safe-text'
import { tip } from '../../ui/tooltip'
import styles from './labs-view.module.css'

/** Text from an entry or about one, in one line; what is cut off begins in the tooltip. `hinted`: its column may cut it too. */
export function RecordText({ text, limit = 60, hinted = false }: { text: string; limit?: number; hinted?: boolean }): ReactNode {
  if (text === '') return <span className={styles.dim}>none</span>
  const cut = text.length > limit
  return <bdi {...tip(cut || hinted ? nameToText(text) : undefined)}><SafeText text={cut ? text.slice(0, limit) : text} />{cut && '…'}</bdi>
}

/** Selects the entry. Only its id where its stream is not known: its group is none of the lab's any more. */
export function EntryCell({ connection, stream, id }: { connection: string; stream: ByteText | undefined; id: EntryId }): ReactNode {
  if (stream === undefined) return <EntryIdText id={id} />
  return <button type="button" onClick={() => select({ kind: 'entry', stream: { connection, key: stream }, id })}><EntryIdText id={id} /></button>
}

/** Selects the group, as far as it is one of the lab's. */
export function GroupCell({ lab, group }: { lab: LabState; group: ByteText }): ReactNode {
  const stream = streamOfGroup(lab, group)
  if (stream === undefined) return <Name name={group} limit={40} />
  return <button type="button" onClick={() => select({ kind: 'group', stream: { connection: lab.connection, key: stream }, group })}><Name name={group} limit={40} /></button>
}

export function streamOfGroup(lab: LabState, group: ByteText): ByteText | undefined {
  return lab.groups.find((candidate) => candidate.group === group)?.stream
}

/** A moment, or in words that there is none. */
export function MomentCell({ at, otherwise }: { at: number | undefined; otherwise: string }): ReactNode {
  return at === undefined ? <span className={styles.dim}>{otherwise}</span> : formatClock(at, 0)
}

/** Who says how the delivery stands, and of when. */
export function SourceCell({ source }: { source: DeliverySource }): ReactNode {
  if (source.kind === 'ledger') return <span className={styles.dim}>ledger</span>
  if (source.kind === 'worker') return <>worker <Name name={source.consumer} limit={30} /></>
  const { consumer, deliveries, at } = source
  return <span {...tip(`Pending list as read at ${formatClock(at, 0)}: delivered ${formatCounted(deliveries, 'time')}`)}>server, {formatClock(at, 0)}{consumer !== undefined && <>, with <Name name={consumer} limit={30} /></>}</span>
}

/** When it is tried again, and how long that is from now. */
export function RetryCell({ at }: { at: number | undefined }): ReactNode {
  const now = useNow(500)
  if (at === undefined) return <span className={styles.dim}>none</span>
  return `${formatClock(at, 0)}, ${at > now ? `in ${formatAge(at - now)}` : 'due'}`
}
