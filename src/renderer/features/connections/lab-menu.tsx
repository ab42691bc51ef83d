import { FlaskConical } from 'lucide-react'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Menu, type MenuItem } from '../../ui/menu'
import { showConnectionDialog } from './dialog-store'

interface KnownLab { name: string; title: string; about: string }

/** The labs that the host can start; empty until it answered. Asked again when the set of connections changes. */
function useKnownLabs(connection: string | undefined): readonly KnownLab[] {
  const host = useHost()
  const [known, setKnown] = useState<readonly KnownLab[]>([])
  useEffect(() => {
    if (connection === undefined) return
    let current = true
    void attempt(async () => {
      const labs = await host.labs.available()
      if (current) setKnown(labs)
    })
    return () => { current = false }
  }, [host, connection])
  return known
}

function whyNotStart(connection: ConnectionState, running: boolean): string | undefined {
  if (running) return 'It runs already.'
  if (connection.status.kind !== 'ready') return `${connection.label} is ${connection.status.kind}.`
  return connection.labsAllowed ? undefined : `Labs are not allowed on ${connection.label} yet: see the connection menu.`
}

/** Starts and stops labs: running set-ups of producers and consumers. */
export function LabMenu(): ReactNode {
  const host = useHost()
  const connection = useCurrentConnection()
  const labs = useWorkbench((state) => state.labs)
  const known = useKnownLabs(connection?.id)

  const commands = useMemo((): readonly AppCommand[] => {
    if (connection === undefined) return []
    const here = Object.values(labs).filter((lab) => lab.connection === connection.id)
    const active = here.filter((lab) => lab.status === 'starting' || lab.status === 'running' || lab.status === 'stopping')
    const start = known.map((lab): AppCommand => {
      const reason = whyNotStart(connection, active.some((other) => other.name === lab.name))
      return { id: `lab.start.${lab.name}`, title: `Start lab ${lab.name}${lab.title.toLowerCase() === lab.name ? '' : `: ${lab.title}`}`, section: 'Labs', unavailable: () => reason, run: () => void attempt(() => host.labs.start({ connection: connection.id, name: lab.name })) }
    })
    const stop = here.filter((lab) => lab.status !== 'stopping').map((lab): AppCommand => ({
      id: `lab.stop.${lab.id}`, title: lab.status === 'stopped' || lab.status === 'failed' ? `Clear away lab ${lab.name} (${lab.status})…` : `Stop lab ${lab.name}…`, section: 'Labs',
      run: () => showConnectionDialog({ kind: 'stop-lab', lab: lab.id })
    }))
    return [...start, ...stop]
  }, [connection, labs, known, host])
  useCommands(commands)

  if (connection === undefined || commands.length === 0) return undefined
  const items = commands.map((command): MenuItem => ({ kind: 'item', label: command.title, onSelect: command.run, reason: command.unavailable?.() }))
  return <Menu items={items} trigger={<Button icon={<FlaskConical aria-hidden />} hint="Start or stop a lab">Labs</Button>} />
}
