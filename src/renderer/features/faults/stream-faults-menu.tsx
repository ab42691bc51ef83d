import { Scissors, Trash2, Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Menu, type MenuItem } from '../../ui/menu'
import { clockItem } from './clock-item'
import { showFaultDialog } from './fault-dialog-store'
import { faultRefusal } from './fault-refusal'

/** What can be broken of a stream. Each asks first and says what it would take. */
export function StreamFaultsMenu({ stream }: { stream: StreamRef }): ReactNode {
  const connection = useWorkbench((state) => state.connections[stream.connection])
  const reason = faultRefusal(connection, stream.key)
  const items: MenuItem[] = [
    { kind: 'label', text: 'Break this stream' },
    { kind: 'item', label: 'Trim…', icon: <Scissors aria-hidden />, reason, onSelect: () => showFaultDialog({ kind: 'trim', stream }) },
    { kind: 'item', label: 'Delete the stream…', icon: <Trash2 aria-hidden />, danger: true, reason, onSelect: () => showFaultDialog({ kind: 'delete-stream', stream }) },
    { kind: 'separator' },
    clockItem(connection)
  ]
  return <Menu align="end" items={items} trigger={<Button size="small" variant="quiet" icon={<Zap aria-hidden />} aria-label="Faults of the stream" hint="Trim it, delete it: what would be lost is shown first">Faults</Button>} />
}
