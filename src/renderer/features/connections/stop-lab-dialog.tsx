import { useState, type ReactNode } from 'react'
import { describeFound } from '@shared/model/describe-found'
import type { LabId, LabState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { nameToText } from '../../ui/name-parts'
import { Switch } from '../../ui/switch'
import styles from './connections.module.css'
import { closeConnectionDialog } from './dialog-store'

/** Streams that it made, and, in words, that what it does not own stays. */
function describeOwn({ streams, found = [] }: LabState): string {
  const own = streams.filter((key) => !found.some((each) => each.key === key)).map((key) => nameToText(key))
  const what = own.length === 0 ? 'Locks, guards and circuits of its own, and its groups' : `${own.join(', ')}, with its locks, guards and circuits`
  return `${what}. What another running lab uses stays.`
}

/** Stops a lab, and asks whether its keys should go too. */
export function StopLabDialog({ lab: id }: { lab: LabId }): ReactNode {
  const host = useHost()
  const labs = useWorkbench((state) => state.labs)
  const lab = labs[id]
  const [clean, setClean] = useState(false)
  const [withFound, setWithFound] = useState(false)
  if (lab === undefined) return undefined
  const { found = [] } = lab
  const failed = lab.status === 'failed'
  const what = failed ? 'Clear away' : 'Stop'
  const go = (): void => {
    closeConnectionDialog()
    void attempt(async () => void await host.labs.stop({ lab: id, clean, withFound: clean && withFound }))
  }
  return (
    <Dialog
      open
      onClose={closeConnectionDialog}
      title={`${what} lab ${lab.name}`}
      description={failed ? 'It did not start, and nothing of it runs.' : 'Its workers finish what they hold, then leave.'}
      footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant={clean ? 'danger' : 'primary'} onClick={go}>{clean ? (withFound ? `${what} and delete all of it` : `${what} and delete its keys`) : what}</Button></>}
    >
      <div className={styles.form}>
        <Switch label="Also delete the keys that it created" hint={describeOwn(lab)} checked={clean} onChange={setClean} />
        {found.length > 0 && (
          <Switch
            label="And what was there before it" hint={`${found.map(describeFound).join(', ')}. Else it stays as it is, without the groups that the lab made.`}
            checked={clean && withFound} onChange={setWithFound} reason={clean ? undefined : `Stays: ${found.map(describeFound).join(', ')}.`}
          />
        )}
      </div>
    </Dialog>
  )
}
