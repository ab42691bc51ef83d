import { Plus } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { labRefusal, type LabGroup } from '../../store/use-lab-group'

/** One consumer more of a lab's group, that works as the others do. */
export function AddLikeButton({ in: { lab, group }, primary = false }: { in: LabGroup; primary?: boolean }): ReactNode {
  const host = useHost()
  const [adding, setAdding] = useState(false)
  const add = async (): Promise<void> => {
    setAdding(true)
    await attempt(() => host.labs.addConsumer({ lab: lab.id, stream: group.stream, group: group.group }), 'A consumer was added.')
    setAdding(false)
  }
  return (
    <Button
      size="small" variant={primary ? 'primary' : 'default'} icon={<Plus />} hint="With the settings and policies of those that are there"
      reason={labRefusal(lab) ?? (adding ? 'It is being added.' : undefined)} onClick={() => void add()}
    >
      Add a consumer
    </Button>
  )
}
