import { LifeBuoy, Trash2, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { StreamRef } from '@shared/model/stream-ref'
import type { GroupState } from '@shared/model/stream-state'
import { useWorkbench } from '../../store/workbench-store'
import { writeRefusal } from '../../store/write-refusal'
import { Button } from '../../ui/button'
import { Menu, type MenuItem } from '../../ui/menu'
import { nameToText } from '../../ui/name-parts'
import { clockItem } from './clock-item'
import { showFaultDialog } from './fault-dialog-store'
import { faultRefusal } from './fault-refusal'

/** What can be broken of a group, and two rescuers for what is pending in it. */
export function GroupFaultsMenu({ stream, name, group }: { stream: StreamRef; name: ByteText; group: GroupState }): ReactNode {
  const connection = useWorkbench((state) => state.connections[stream.connection])
  const ref = { connection: stream.connection, key: stream.key, group: name }
  const gone = group.vanishedAt === undefined ? undefined : 'The group is gone from the server.'
  const nothing = group.facts?.pending === 0 ? 'Nothing is pending in this group.' : undefined
  const items: MenuItem[] = [
    { kind: 'label', text: 'Break this group' },
    { kind: 'item', label: 'Two rescuers at once…', icon: <LifeBuoy aria-hidden />, reason: gone ?? nothing ?? writeRefusal(connection, stream.key), onSelect: () => showFaultDialog({ kind: 'rescue-twice', group: ref }) },
    { kind: 'item', label: 'Delete the group…', icon: <Trash2 aria-hidden />, danger: true, reason: gone ?? faultRefusal(connection, stream.key), onSelect: () => showFaultDialog({ kind: 'destroy-group', group: ref }) },
    { kind: 'separator' },
    clockItem(connection)
  ]
  return <Menu align="end" items={items} trigger={<Button size="small" variant="quiet" icon={<Zap aria-hidden />} aria-label={`Faults of group ${nameToText(name)}`} hint="Two rescuers at once, delete the group">Faults</Button>} />
}
