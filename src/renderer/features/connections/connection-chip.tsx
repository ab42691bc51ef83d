import { ChevronDown, FlaskConical, Plug } from 'lucide-react'
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
import { changeEnvironment, listConnectionActions } from './connection-actions'
import { describeMode, describeServer, describeStatus, ENVIRONMENTS, ENVIRONMENT_WORDS, formatCountdown } from './connection-words'
import { openSandbox } from './open-sandbox'
import styles from './connections.module.css'
import { EnvironmentMark } from './environment-mark'
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

function listMenu(current: ConnectionState, all: readonly ConnectionState[], host: Client): MenuItem[] {
  const actions = listConnectionActions(current, host)
  const section = (name: (typeof actions)[number]['section']): MenuItem[] => actions
    .filter((action) => action.section === name)
    .map((action) => ({ kind: 'item', label: action.title, onSelect: action.run, reason: action.reason, danger: action.danger ?? false }))
  return [
    { kind: 'label', text: current.address },
    ...section('writes'),
    { kind: 'separator' },
    ...section('server'),
    { kind: 'separator' },
    ...listEnvironments(current, host),
    { kind: 'separator' },
    ...(all.length > 1 ? [{ kind: 'label', text: 'Look at' } as const, ...all.map((other): MenuItem => ({
      kind: 'item', label: `${other.label} (${other.environment})`, chosen: other.id === current.id,
      onSelect: () => { if (other.id !== current.id) setView({ connection: other.id, stream: undefined, selection: undefined }) }
    })), { kind: 'separator' } as const] : []),
    { kind: 'item', label: 'Connect to a server…', icon: <Plug aria-hidden />, onSelect: () => setView({ dialog: 'connect' }) },
    ...(all.some((each) => each.kind === 'sandbox') ? [] : [{ kind: 'item', label: 'Open the sandbox', icon: <FlaskConical aria-hidden />, onSelect: () => openSandbox(host) } as const]),
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
  const now = useNow(1000)
  const live = useWorkbenchStore((store) => store.feed.kind === 'live')
  if (current === undefined) return <Button icon={<Plug />} onClick={() => setView({ dialog: 'connect' })}>Connect to a server…</Button>
  const status = live ? describeStatus(current, now) : 'not seen now'
  const ready = live && current.status.kind === 'ready'
  return (
    <Menu
      items={listMenu(current, all, host)}
      trigger={
        <Button className={styles.chip} aria-label={`Connection ${current.label}, ${current.environment}, ${describeServer(current)}, ${status}, ${describeMode(current).word}`}>
          <EnvironmentMark environment={current.environment} />
          <bdi className={styles.label}>{current.label}</bdi>
          <span className={ready ? styles.server : styles.notReady}>{ready ? describeServer(current) : status}</span>
          <ModeBadge connection={current} />
          <ChevronDown aria-hidden />
        </Button>
      }
    />
  )
}
