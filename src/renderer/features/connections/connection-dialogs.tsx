import { useState, type ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { ConnectionState } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useView } from '../../store/view-store'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { TextField } from '../../ui/text-field'
import { AdvanceClockDialog } from './advance-clock-dialog'
import { ConnectDialog } from './connect-dialog'
import { callConnection, describeReplica } from './connection-words'
import { closeConnectionDialog, useConnectionDialog, type ConnectionDialog } from './dialog-store'
import { KillServerDialog } from './kill-server-dialog'
import { RedisCliDialog } from './redis-cli-dialog'
import { StopLabDialog } from './stop-lab-dialog'
import { TypedLabelDialog } from './typed-label-dialog'

interface ConfirmProps {
  title: string
  description: string
  confirm: string
  call: () => Promise<unknown>
}

function ConfirmDialog({ title, description, confirm, call }: ConfirmProps): ReactNode {
  const go = (): void => {
    closeConnectionDialog()
    void attempt(call)
  }
  return <Dialog open onClose={closeConnectionDialog} title={title} description={description} footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant="danger" onClick={go}>{confirm}</Button></>} />
}

function PasswordDialog({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const [password, setPassword] = useState('')
  const go = (): void => {
    closeConnectionDialog()
    void attempt(() => host.connections.retry({ connection: connection.id, password }))
  }
  return (
    <Dialog open onClose={closeConnectionDialog} title={`Password for ${connection.label}`} description="It goes to the host once, is kept there in memory, and is never saved." footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant="primary" onClick={go}>Try again</Button></>}>
      <form onSubmit={(event) => { event.preventDefault(); go() }}>
        <TextField label="Password" type="password" value={password} onChange={setPassword} />
      </form>
    </Dialog>
  )
}

function OneDialog({ dialog, connection }: { dialog: Exclude<ConnectionDialog, { kind: 'stop-lab' }>; connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { id, label, address } = connection
  switch (dialog.kind) {
    case 'arm':
      return <TypedLabelDialog title={`Arm writes on ${label}`} description={`For 15 minutes publish, ack and claim are allowed on any key of ${address} (${connection.environment}). Every write shows its command first.`} label={label} confirm="Arm for 15 minutes" onClose={closeConnectionDialog} call={(typedLabel) => host.connections.arm({ connection: id, typedLabel })} />
    case 'allow-labs':
      return <TypedLabelDialog title={`Allow labs on ${label}`} description={`Labs will write real entries to ${address} (${connection.environment}), under sluice:lab: and nowhere else.`} label={label} confirm="Allow labs" onClose={closeConnectionDialog} call={(typedLabel) => host.connections.allowLabs({ connection: id, typedLabel })} />
    case 'environment':
      return <TypedLabelDialog title={`${label} is not production`} description={`From now on ${address} counts as ${dialog.to}.`} label={label} confirm={`Change to ${dialog.to}`} onClose={closeConnectionDialog} call={(typedLabel) => host.connections.setEnvironment({ connection: id, environment: dialog.to, typedLabel })} />
    case 'password':
      return <PasswordDialog connection={connection} />
    case 'kill-server':
      return <KillServerDialog connection={connection} />
    case 'fail-over':
      return <ConfirmDialog title={`Fail over ${callConnection(connection)}`} description={`The primary is ended with SIGKILL and the replica is told REPLICAOF NO ONE. The connection and all workers go to it. ${describeReplica(connection) ?? ''} What it has not got is lost: entries, and acks too, so entries may come back pending.`} confirm="Kill the primary" call={() => host.connections.failOver({ connection: id })} />
    case 'advance-clock':
      return <AdvanceClockDialog connection={connection} />
    case 'redis-cli':
      return <RedisCliDialog connection={connection} />
    case 'close':
      if (connection.kind === 'sandbox') return <ConfirmDialog title={`Close ${callConnection(connection)}`} description="Its workers are stopped and its server ends: everything in it is gone." confirm="Close the sandbox" call={() => host.connections.close({ connection: id })} />
      return <ConfirmDialog title={`Close ${label}`} description="Its workers are stopped and Sluice stops watching it. Nothing on the server is deleted." confirm="Close the connection" call={() => host.connections.close({ connection: id })} />
    default:
      return assertNever(dialog)
  }
}

/** Every dialog about connections. Mounted once by the app. */
export function ConnectionDialogs(): ReactNode {
  const dialog = useConnectionDialog((store) => store.dialog)
  const connecting = useView((view) => view.dialog === 'connect')
  const connections = useWorkbench((state) => state.connections)
  if (connecting) return <ConnectDialog />
  if (dialog === undefined) return undefined
  if (dialog.kind === 'stop-lab') return <StopLabDialog key={dialog.lab} lab={dialog.lab} />
  const connection = connections[dialog.connection]
  return connection === undefined ? undefined : <OneDialog key={`${dialog.kind}/${connection.id}`} dialog={dialog} connection={connection} />
}
