import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { describeReplica } from './connection-words'
import { showConnectionDialog } from './dialog-store'

/** Says that what is written now is on the primary alone. Nothing while the replica follows. */
export function ReplicaBanner({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { id, replica } = connection
  if (replica === undefined || replica.link === 'up' || replica.link === 'syncing') return undefined
  const cut = replica.link === 'cut'
  return (
    <Banner
      level="warning"
      title={cut ? 'The replication link is cut.' : 'The replica does not follow.'}
      actions={<>
        {cut && <Button size="small" onClick={() => void attempt(() => host.connections.mendReplicationLink({ connection: id }))}>Mend the link</Button>}
        {replica.link !== 'ended' && <Button size="small" variant="danger" onClick={() => showConnectionDialog({ kind: 'fail-over', connection: id })}>Fail over…</Button>}
      </>}
    >
      {describeReplica(connection)} What is added and acked now is on the primary alone.
    </Banner>
  )
}
