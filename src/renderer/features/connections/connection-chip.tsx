import { ChevronDown, Clock, FlaskConical, GitFork, HardDrive, Plug } from 'lucide-react'
import { useMemo, type ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { useNow } from '../../lib/use-now'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView } from '../../store/view-store'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Menu, type MenuItem } from '../../ui/menu'
import { ClockBadge } from './clock-badge'
import { changeEnvironment, listConnectionActions, type ConnectionAction } from './connection-actions'
import { describeAhead, describeMode, describeReplica, describeSandbox, describeServer, describeStatus, ENVIRONMENTS, ENVIRONMENT_WORDS, formatCountdown } from './connection-words'
import { openSandbox } from './open-sandbox'
import styles from './connections.module.css'
import { EnvironmentMark } from './environment-mark'
import { useSandboxOffers, type SandboxOffer } from './sandbox-offers'
import type { Client } from '../../transport/client'

function listEnvironments(current: ConnectionState, host: Client): MenuItem[] {
  if (current.kind === 'sandbox') return [{ kind: 'label', text: 'Environment: local, as every sandbox' }]
  return [
    { kind: 'label', text: 'Environment' },
    ...ENVIRONMENTS.map((environment): MenuItem => ({
      kind: 'item',
      label: `${environment}: ${ENVIRONMENT_WORDS[environment]}`,
      chosen: environment === current.environment,
      onSelect: () => changeEnvironment(current, environment, host)
    }))
  ]
}

function toItem({ title, command, run, reason, danger, chosen }: ConnectionAction): MenuItem {
  return { kind: 'item', ...(chosen !== undefined && { chosen }), label: command === undefined || reason !== undefined ? title : <>{title}<small>{command}</small></>, onSelect: run, reason, danger: danger ?? false }
}

/** What the server is, in its own words and ours. */
function listFacts(current: ConnectionState): MenuItem[] {
  const { address, server } = current
  const lines = [address, server === undefined ? 'server not known yet' : `${server.product} ${server.version}, ${server.role}`, describeSandbox(current), describeReplica(current)]
  return lines.filter((line) => line !== undefined).map((text) => ({ kind: 'label', text }))
}

function listMenu(current: ConnectionState, all: readonly ConnectionState[], offers: readonly SandboxOffer[], host: Client): MenuItem[] {
  const actions = listConnectionActions(current, host)
  const section = (name: (typeof actions)[number]['section']): MenuItem[] => actions
    .filter((action) => action.section === name)
    .map(toItem)
  return [
    ...listFacts(current),
    { kind: 'separator' },
    ...section('writes'),
    { kind: 'separator' },
    ...section('server'),
    ...(current.kind === 'sandbox' ? [
      { kind: 'sub', label: 'What it writes to disk', icon: <HardDrive aria-hidden />, items: section('disk') } as const,
      { kind: 'sub', label: 'Replica and failover', icon: <GitFork aria-hidden />, items: section('failover') } as const
    ] : []),
    { kind: 'sub', label: 'Clock of the server', icon: <Clock aria-hidden />, items: section('clock') },
    { kind: 'separator' },
    ...listEnvironments(current, host),
    { kind: 'separator' },
    ...(all.length > 1 ? [{ kind: 'label', text: 'Look at' } as const, ...all.map((other): MenuItem => ({
      kind: 'item', label: `${other.label} (${other.environment})`, chosen: other.id === current.id,
      onSelect: () => { if (other.id !== current.id) setView({ connection: other.id, stream: undefined, selection: undefined }) }
    })), { kind: 'separator' } as const] : []),
    { kind: 'item', label: 'Connect to a server…', icon: <Plug aria-hidden />, onSelect: () => setView({ dialog: 'connect' }) },
    ...offers.filter(({ open }) => !open).map(({ kind, title, reason }): MenuItem => ({ kind: 'item', label: title, icon: <FlaskConical aria-hidden />, reason, onSelect: () => openSandbox(host, kind) })),
    ...section('connection')
  ]
}

function ModeBadge({ connection }: { connection: ConnectionState }): ReactNode {
  const now = useNow(1000)
  const { word, tone, about } = describeMode(connection)
  return <Badge solid tone={tone} hint={about}>{word}{connection.mode.kind === 'armed' && ` ${formatCountdown(connection.mode.until, now)}`}</Badge>
}

/** Which server this is, what it is for, and what may be written to it. */
export function ConnectionChip(): ReactNode {
  const host = useHost()
  const current = useCurrentConnection()
  const connections = useWorkbench((state) => state.connections)
  const all = useMemo(() => Object.values(connections), [connections])
  const offers = useSandboxOffers()
  const now = useNow(1000)
  const live = useWorkbenchStore((store) => store.feed.kind === 'live')
  if (current === undefined) return <Button icon={<Plug />} onClick={() => setView({ dialog: 'connect' })}>Connect to a server…</Button>
  const status = live ? describeStatus(current, now) : 'not seen now'
  const ahead = describeAhead(current.clock)
  const clock = current.clock?.kind === 'held' ? ', clock held' : ahead === undefined ? '' : `, clock ${ahead}`
  const ready = live && current.status.kind === 'ready'
  return (
    <Menu
      items={listMenu(current, all, offers, host)}
      trigger={
        <Button className={styles.chip} aria-label={`Connection ${current.label}, ${current.environment}, ${describeServer(current)}, ${status}, ${describeMode(current).word}${clock}`}>
          <EnvironmentMark environment={current.environment} />
          <bdi className={styles.label}>{current.label}</bdi>
          <span className={ready ? styles.server : styles.notReady}>{ready ? describeServer(current) : status}</span>
          {ready && <ClockBadge connection={current} />}
          <ModeBadge connection={current} />
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  )
}
