import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { usedByLab } from '@shared/model/used-by-lab'
import { formatCount } from '../../lib/format-count'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { showFaultDialog } from './fault-dialog-store'

/** Offers the keys that labs of an earlier run left. Nothing is cleaned by itself. */
export function LeftOversBanner({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { id, leftOvers } = connection
  const unused = useWorkbench((state) => state.connections[id]?.leftOvers?.keys.filter((key) => usedByLab(state, id, key) === undefined).length ?? 0)
  if (leftOvers === undefined || unused === 0 || connection.status.kind !== 'ready') return undefined
  const count = unused + (leftOvers.found - leftOvers.keys.length)
  return (
    <Banner
      level="info"
      title={`${leftOvers.complete ? '' : 'At least '}${formatCount(count)} ${count === 1 ? 'key' : 'keys'} of labs that do not run any more ${count === 1 ? 'is' : 'are'} on ${connection.label}.`}
      actions={<>
        <Button size="small" onClick={() => showFaultDialog({ kind: 'left-overs', connection: id })}>Look at them…</Button>
        <Button size="small" variant="quiet" hint="Asks no more about this connection while Sluice runs" onClick={() => void attempt(() => host.faults.keepLeftOvers({ connection: id }))}>Keep them</Button>
      </>}
    >
      A Sluice that ended without stopping its labs leaves them under sluice:lab:.
    </Banner>
  )
}
