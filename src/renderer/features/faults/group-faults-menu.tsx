import { LifeBuoy, Trash2, Users, Zap } from 'lucide-react'
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

/** A rescue for what is pending in a group, and what can be broken of it. */
export function GroupFaultsMenu({ stream, name, group }: { stream: StreamRef; name: ByteText; group: GroupState }): ReactNode {
  const connection = useWorkbench((state) => state.connections[stream.connection])
  const ref = { connection: stream.connection, key: stream.key, group: name }
  const gone = group.vanishedAt === undefined ? undefined : 'The group is gone from the server.'
  const nothing = group.facts?.pending === 0 ? 'Nothing is pending in this group.' : undefined
  const items: MenuItem[] = [
    { kind: 'item', label: 'Rescue what lies idle…', icon: <LifeBuoy aria-hidden />, reason: gone ?? nothing ?? writeRefusal(connection, stream.key), onSelect: () => showFaultDialog({ kind: 'rescue-idle', group: ref }) },
    { kind: 'separator' },
    { kind: 'label', text: 'Break this group' },
    { kind: 'item', label: 'Two rescuers at once…', icon: <Users aria-hidden />, reason: gone ?? nothing ?? writeRefusal(connection, stream.key), onSelect: () => showFaultDialog({ kind: 'rescue-twice', group: ref }) },
    { kind: 'item', label: 'Delete the group…', icon: <Trash2 aria-hidden />, danger: true, reason: gone ?? faultRefusal(connection, stream.key), onSelect: () => showFaultDialog({ kind: 'destroy-group', group: ref }) },
    { kind: 'separator' },
    clockItem(connection)
  ]
  return <Menu align="end" items={items} trigger={<Button size="small" variant="quiet" icon={<Zap aria-hidden />} aria-label={`Faults of group ${nameToText(name)}`} hint="Rescue what lies idle, two rescuers at once, delete the group">Faults</Button>} />
}
