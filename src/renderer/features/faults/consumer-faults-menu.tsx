import { Zap } from 'lucide-react'
import type { ReactNode } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Menu } from '../../ui/menu'
import { nameToText } from '../../ui/name-parts'
import { deleteConsumerItem } from './consumer-fault-items'
import { faultRefusal } from './fault-refusal'

/** What can be broken of a consumer, whoever's it is. */
export function ConsumerFaultsMenu({ group, name }: { group: GroupRef; name: ByteText }): ReactNode {
  const reason = useWorkbench((state) => faultRefusal(state.connections[group.connection], group.key))
  return <Menu items={[deleteConsumerItem(group, name, reason)]} trigger={<Button size="small" variant="quiet" icon={<Zap aria-hidden />} aria-label={`Faults of consumer ${nameToText(name)}`}>Faults</Button>} />
}
