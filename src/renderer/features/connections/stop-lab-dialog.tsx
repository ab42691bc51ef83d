import { useState, type ReactNode } from 'react'
import type { LabId } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { nameToText } from '../../ui/name-parts'
import { Switch } from '../../ui/switch'
import { closeConnectionDialog } from './dialog-store'

/** Stops a lab, and asks whether its keys should go too. */
export function StopLabDialog({ lab: id }: { lab: LabId }): ReactNode {
  const host = useHost()
  const labs = useWorkbench((state) => state.labs)
  const lab = labs[id]
  const [clean, setClean] = useState(false)
  if (lab === undefined) return undefined
  const go = (): void => {
    closeConnectionDialog()
    void attempt(() => host.labs.stop({ lab: id, clean }))
  }
  return (
    <Dialog
      open
      onClose={closeConnectionDialog}
      title={`Stop lab ${lab.name}`}
      description="Its workers finish what they hold, then leave."
      footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant={clean ? 'danger' : 'primary'} onClick={go}>{clean ? 'Stop and delete its keys' : 'Stop'}</Button></>}
    >
      <Switch label="Also delete the keys that it created" hint={lab.streams.map((key) => nameToText(key)).join(', ')} checked={clean} onChange={setClean} />
    </Dialog>
  )
}
