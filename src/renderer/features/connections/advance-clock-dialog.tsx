import { useState, type ReactNode } from 'react'
import { LONGEST_ADVANCE_MS } from '@shared/contract/connections'
import type { ConnectionState } from '@shared/model/connection-state'
import { toClockCommand } from '@shared/redis/clock-command'
import { useHost } from '../../store/host'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { NumberField } from '../../ui/number-field'
import { clockRefusal, moveClock, USUAL_ADVANCE_MS } from './clock-actions'
import { callConnection } from './connection-words'
import { closeConnectionDialog } from './dialog-store'

/** Asks how far the server's clock is to be moved, and shows the command for it. */
export function AdvanceClockDialog({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const [ms, setMs] = useState(USUAL_ADVANCE_MS)
  const reason = clockRefusal(connection)
  const go = (): void => {
    if (reason !== undefined) return
    closeConnectionDialog()
    moveClock(connection, { kind: 'advance', ms }, host)
  }
  return (
    <Dialog
      open
      onClose={closeConnectionDialog}
      title={`Let time pass on ${callConnection(connection)}`}
      description="Its clock goes forward at once, and what falls due on the way happens in its order. It never goes back: ids made from then on are later by as much."
      footer={<><Button onClick={closeConnectionDialog}>Cancel</Button><Button variant="primary" reason={reason} onClick={go}>Let it pass</Button></>}
    >
      <form onSubmit={(event) => { event.preventDefault(); go() }}>
        <NumberField label="Time" unit="seconds" integer={false} min={0.001} max={LONGEST_ADVANCE_MS / 1000} value={ms / 1000} onChange={(seconds) => { if (seconds !== undefined) setMs(Math.round(seconds * 1000)) }} />
      </form>
      <CommandLine command={toClockCommand({ kind: 'advance', ms })} />
    </Dialog>
  )
}
