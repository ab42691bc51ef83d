import { useEffect, useMemo, useState } from 'react'
import type { SandboxServerOffer } from '@shared/contract/connections'
import type { ConnectionState, SandboxKind } from '@shared/model/connection-state'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'

/** A sandbox that could be opened, with the reason when it cannot be here. */
export interface SandboxOffer {
  kind: SandboxKind
  title: string
  /** For a button beside its like. */
  short: string
  about: string
  reason: string | undefined
  open: boolean
}

const WORDS: Readonly<Record<SandboxKind, Pick<SandboxOffer, 'title' | 'short' | 'about'>>> = {
  'built-in': { title: 'Open the built-in sandbox', short: 'Built-in', about: "Sluice's own streams server: needs no program, and its clock can be held and moved. No persistence, replication, cluster or Lua." },
  program: { title: 'Open a sandbox of redis-server', short: 'redis-server', about: 'A private redis-server or valkey-server of this machine, without persistence.' }
}
const KINDS = ['built-in', 'program'] as const satisfies readonly SandboxKind[]

/** What the host can run a sandbox on. Asked again when the set of connections changes; until it answered nothing speaks against any. */
export function useSandboxOffers(): readonly SandboxOffer[] {
  const host = useHost()
  const connections = useWorkbench((state) => state.connections)
  const [answer, setAnswer] = useState<{ to: string; servers: readonly SandboxServerOffer[] }>({ to: '', servers: [] })
  const ids = Object.keys(connections).join(' ')
  useEffect(() => {
    let current = true
    void attemptQuietly(async () => {
      const servers = await host.connections.sandboxServers()
      if (current) setAnswer({ to: ids, servers })
    })
    return () => { current = false }
  }, [host, ids])
  return useMemo(() => toOffers(answer.servers, Object.values(connections)), [answer, connections])
}

export function toOffers(servers: readonly SandboxServerOffer[], connections: readonly ConnectionState[]): SandboxOffer[] {
  return KINDS.map((kind) => ({
    kind, ...WORDS[kind], reason: servers.find((server) => server.kind === kind)?.reason, open: connections.some(({ sandbox }) => sandbox === kind)
  }))
}
