import { useEffect, useMemo, type ReactNode } from 'react'
import type { GroupRef } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import { useCurrentStream } from '../../store/current'
import { setView, useView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { AddConsumerButton } from '../worker-actions'
import { chooseGroup } from './choose-group'
import { GroupPicker } from './group-picker'
import { PendingBoardView } from './pending-board-view'
import styles from './pending-view.module.css'

/** Everything delivered and not acknowledged in one group, whoever holds it: found, filtered, handed over. */
export function PendingView(): ReactNode {
  const stream = useCurrentStream()
  const chosen = useView((view) => view.pendingGroup)
  const name = stream === undefined ? undefined : chooseGroup(stream.groups, chosen)

  // What was chosen for the person stays chosen: the view must not jump when another group comes to have more.
  useEffect(() => {
    if (name !== undefined && name !== chosen) setView({ pendingGroup: name })
  }, [name, chosen])

  const connection = stream?.ref.connection
  const key = stream?.ref.key
  const group = useMemo<GroupRef | undefined>(
    () => (connection === undefined || key === undefined || name === undefined ? undefined : { connection, key, group: name }),
    [connection, key, name]
  )
  const state = stream?.groups.find((each) => each.name === name)
  if (stream === undefined || group === undefined || state === undefined) return <NothingPending stream={stream} />
  const picker = <GroupPicker groups={stream.groups} value={name} onChange={(next) => setView({ pendingGroup: next })} />
  return <PendingBoardView key={JSON.stringify(group)} group={group} state={state} at={stream.reading?.at} picker={picker} />
}

/** Why there is no list to show, and what would give one. */
function NothingPending({ stream }: { stream: StreamState | undefined }): ReactNode {
  return (
    <section className={styles.view} aria-label="Pending">
      <header className={styles.head}><h2>Pending</h2></header>
      <div className={styles.empty}>{describeNothing(stream)}</div>
    </section>
  )
}

function describeNothing(stream: StreamState | undefined): ReactNode {
  if (stream === undefined) return <EmptyState title="No stream is chosen">Choose a stream at the top to see what its groups have pending.</EmptyState>
  const { reading } = stream
  if (reading === undefined) return <EmptyState title="Not read yet">The first reading of this stream is on its way.</EmptyState>
  switch (reading.kind) {
    case 'missing':
      return <EmptyState title="The stream is not there" action={<Button onClick={() => setView({ view: 'publish' })}>Publish an entry</Button>}>The server has no such key. Publishing an entry creates it; a consumer group then makes entries pending.</EmptyState>
    case 'not-a-stream':
      return <EmptyState title="This key is not a stream">It holds a {reading.type}. Choose another key at the top.</EmptyState>
    case 'no-permission':
      return <EmptyState title="The server does not allow this user to look">It needs {reading.needs}. Ask for it, or connect as another user.</EmptyState>
    case 'failed':
      return <EmptyState title="The stream could not be read">{reading.message}</EmptyState>
    case 'present':
      return (
        <EmptyState title="The stream has no consumer groups" action={<AddConsumerButton stream={stream.ref} group="workers" size="normal" />}>
          Entries become pending when a consumer of a group receives them. Add one to a group called “workers”, or start a lab.
        </EmptyState>
      )
  }
}
