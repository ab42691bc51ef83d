import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { ConnectionState } from '@shared/model/connection-state'
import { formatAge } from '../../lib/format-age'
import { useNow } from '../../lib/use-now'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { ClockBanner } from './clock-banner'
import { showConnectionDialog } from './dialog-store'
import { ReplicaBanner } from './replica-banner'

/** Says when a connection is not what it should be, how long for, and what to do. While it is ready, only that its clock is held. */
export function ConnectionBanner({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const now = useNow(1000)
  const { id, label, status } = connection
  const retry = <Button size="small" onClick={() => void attempt(() => host.connections.retry({ connection: id }))}>Try again now</Button>
  const saves = connection.persistence !== undefined && connection.persistence !== 'none'
  const start = connection.kind === 'sandbox' && <>
    {saves && <Button size="small" onClick={() => void attempt(() => host.connections.startServer({ connection: id, from: 'saved' }))}>Start from its append-only file</Button>}
    <Button size="small" onClick={() => void attempt(() => host.connections.startServer({ connection: id }))}>{saves ? 'Start it empty' : 'Start a new server'}</Button>
  </>
  switch (status.kind) {
    case 'ready':
      return <><ClockBanner connection={connection} /><ReplicaBanner connection={connection} /></>
    case 'connecting':
      return now - status.since < 1000 ? undefined : <Banner level="info" title={`Connecting to ${label}`}>for {formatAge(now - status.since)}.</Banner>
    case 'reconnecting': {
      const wait = status.nextAttemptAt - now
      return <Banner level="warning" title={`${label} has been out of reach for ${formatAge(now - status.since)}.`} actions={<>{start}{retry}</>}>{status.message} What is shown is from before. Try {status.attempt + 1} {wait > 0 ? `in ${formatAge(wait)}` : 'is due'}.</Banner>
    }
    case 'refused': {
      const password = status.reason === 'wrong-password' || status.reason === 'password-needed'
      return <Banner level="error" title={`${label}: ${status.message}`} actions={<>{password && <Button size="small" onClick={() => showConnectionDialog({ kind: 'password', connection: id })}>Enter a password…</Button>}{retry}</>}>{status.next}</Banner>
    }
    case 'lost':
      if (connection.startsAt !== undefined) return <Banner level="warning" title={`${label}: ${status.message}`} actions={start}>It starts again by itself {connection.startsAt > now ? `in ${formatAge(connection.startsAt - now)}` : 'now'}. Workers wait for it.</Banner>
      return <Banner level="error" title={`${label}: ${status.message}`} actions={<>{start}{retry}</>}>{status.next} What is shown is from {formatAge(now - status.since)} ago.</Banner>
    case 'closed':
      return <Banner level="info" title={`${label} is closed.`} />
    default:
      return assertNever(status)
  }
}
