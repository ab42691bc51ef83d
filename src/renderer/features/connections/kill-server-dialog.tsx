import { useState, type ReactNode } from 'react'
import { LONGEST_PAUSE_MS } from '@shared/contract/connections'
import type { ConnectionState } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { callConnection } from './connection-words'
import { closeConnectionDialog } from './dialog-store'
import { KEEPS_NOTHING, USUAL_PAUSE_MS } from './server-fault-actions'
import styles from './connections.module.css'

type After = 'stays' | 'empty' | 'saved'

function describeKill({ sandbox, persistence }: ConnectionState): string {
  const how = sandbox === 'built-in' ? 'Ends its thread where it stands: its sockets close without a word, as in a crash.' : 'Ends it with SIGKILL.'
  switch (persistence) {
    case 'aof-always': return `${how} Every write that was answered is in its append-only file.`
    // SIGKILL ends the process and not the machine: what the process had handed over is written all the same.
    case 'aof-everysec': return `${how} Its append-only file has what the process had handed to the system. Only when the machine itself dies is up to a second of it lost.`
    default: return `${how} It keeps nothing on disk, so all of its streams are gone.`
  }
}

/** Kills the server of a sandbox, and starts it again by itself after a while if that is wished. */
export function KillServerDialog({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const [after, setAfter] = useState<After>('stays')
  const [afterMs, setAfterMs] = useState(USUAL_PAUSE_MS)
  const { id } = connection
  const saves = connection.persistence !== undefined && connection.persistence !== 'none'
  const go = (): void => {
    closeConnectionDialog()
    void attempt(() => (after === 'stays' ? host.connections.killServer({ connection: id }) : host.connections.killThenStartServer({ connection: id, afterMs, from: after })))
  }
  return (
    <Dialog
      open
      onClose={closeConnectionDialog}
      title={`Kill the server of ${callConnection(connection)}`}
      description={`${describeKill(connection)} Workers stay and wait for a new server.`}
      footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant="danger" onClick={go}>Kill the server</Button></>}
    >
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); go() }}>
        <Segmented<After>
          label="Then"
          value={after}
          onChange={setAfter}
          options={[{ value: 'stays', label: 'Nothing', hint: 'It stays away until it is started by hand.' }, { value: 'empty', label: 'Start it empty' }, ...(saves ? [{ value: 'saved' as const, label: 'Start it from its file' }] : [])]}
          hint={saves ? undefined : connection.sandbox === 'built-in' ? KEEPS_NOTHING : 'It writes no append-only file: choose one in the connection menu to start from it.'}
        />
        {after !== 'stays' && <NumberField label="After" unit="seconds" integer={false} min={0} max={LONGEST_PAUSE_MS / 1000} value={afterMs / 1000} onChange={(seconds) => { if (seconds !== undefined) setAfterMs(Math.round(seconds * 1000)) }} />}
      </form>
    </Dialog>
  )
}
