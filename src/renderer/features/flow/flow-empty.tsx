import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import type { StreamReading, StreamState } from '@shared/model/stream-state'
import { assertNever } from '@shared/lib/assert-never'
import { formatAge } from '../../lib/format-age'
import { formatClock } from '../../lib/format-time'
import { formatCount } from '../../lib/format-count'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { setView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'

const DEFAULT_LAB = 'orders'

/** Offers the lab that shows a stream at work; greyed with its reason where labs may not run. */
export function StartLabButton({ connection }: { connection: ConnectionState | undefined }): ReactNode {
  const host = useHost()
  const reason = connection === undefined ? 'There is no connection.'
    : connection.status.kind !== 'ready' ? `${connection.label} is ${connection.status.kind}.`
      : connection.labsAllowed ? undefined : `Labs are not allowed on ${connection.label}. The connection menu can allow them.`
  return (
    <Button
      variant="primary" reason={reason} showReason
      onClick={() => connection !== undefined && void attempt(() => host.labs.start({ connection: connection.id, name: DEFAULT_LAB }))}
    >
      Start the lab “{DEFAULT_LAB}”
    </Button>
  )
}

export function NoStream({ connection }: { connection: ConnectionState | undefined }): ReactNode {
  if (connection === undefined) {
    return <EmptyState title="No connection" action={<Button variant="primary" onClick={() => setView({ dialog: 'connect' })}>Connect…</Button>}>Flow draws a stream of a server. Connect to one, or use the sandbox.</EmptyState>
  }
  return (
    <EmptyState title="No stream picked" action={<StartLabButton connection={connection} />}>
      Pick a stream at the top: its producers, groups and consumers appear here. Or start a lab, which makes a stream with real workers on it.
    </EmptyState>
  )
}

export function NoGroups({ stream, connection }: { stream: StreamState; connection: ConnectionState | undefined }): ReactNode {
  return (
    <EmptyState title="No consumer group reads this stream" action={<StartLabButton connection={connection} />}>
      <p>A group appears here the moment it is created, by your program or with this command.</p>
      <CommandLine command={['XGROUP', 'CREATE', stream.ref.key, 'my-group', '$']} />
    </EmptyState>
  )
}

/** Stands in place of the drawing while the stream was never read, or cannot be. */
export function Unreadable({ reading, stream, now }: { reading: Exclude<StreamReading, { kind: 'present' }> | undefined; stream: StreamState; now: number }): ReactNode {
  const name = <Name name={stream.ref.key} mono limit={80} />
  if (reading === undefined) return <EmptyState title="Reading the stream">Waiting for the first answer about {name}.</EmptyState>
  const before = stream.lastPresent
  const had = before === undefined ? '' : ` At ${formatClock(before.at, 0)} it had ${formatCount(before.length)} entries and ${formatCount(before.groups.length)} groups.`
  switch (reading.kind) {
    case 'missing':
      return (
        <EmptyState title="This stream does not exist" action={<Button onClick={() => setView({ view: 'publish' })}>Publish the first entry…</Button>}>
          There is no key {name}.{had} It appears here when the first entry is added or a group is created with MKSTREAM.
        </EmptyState>
      )
    case 'not-a-stream':
      return <EmptyState title="This key is not a stream">{name} holds a {reading.type}.{had} Pick another key at the top.</EmptyState>
    case 'no-permission':
      return <EmptyState title="Not allowed to read this stream">This user may not run {reading.needs} on {name}. Ask for that permission, or connect as another user.</EmptyState>
    case 'failed':
      return <EmptyState title="The stream could not be read">{reading.message} Tried {formatAge(now - reading.at)} ago; it is tried again by itself.</EmptyState>
    default:
      return assertNever(reading)
  }
}
