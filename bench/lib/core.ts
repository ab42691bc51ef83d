import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ConnectionId } from '@shared/model/stream-ref'
import { createWorkbench } from '../../src/main/core/create-workbench'
import { createOpenIntake } from '../../src/main/hosts/shared/intake-server'
import { createOpenService } from '../../src/main/hosts/shared/service-server'
import { systemClock } from '../../src/main/hosts/shared/system-clock'

export const ROOT = process.env['SLUICE_ROOT'] ?? process.cwd()

/** The core without a host, on the given server, its contract called in process. */
export async function openCore(url: string) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
  const workbench = await createWorkbench({
    host: 'server',
    version: 'bench',
    dataFolder,
    threadFile: join(ROOT, 'out/main/worker-thread.cjs'),
    ledgerThreadFile: join(ROOT, 'out/main/ledger-thread.cjs'),
    sandboxThreadFile: join(ROOT, 'out/main/sandbox-thread.cjs'),
    clock: systemClock,
    random: Math.random,
    hostName: 'bench',
    tell: () => undefined,
    start: { connection: { url }, labs: [] },
    openIntake: createOpenIntake(() => randomBytes(32).toString('base64url')),
    openService: createOpenService(() => randomBytes(32).toString('base64url'))
  })
  const client = createRouterClient(workbench.router, { context: { session: { id: 'bench', signal: new AbortController().signal } } })

  /** Waits until the picture has what `find` looks for. */
  async function waitFor<T>(find: (state: Awaited<ReturnType<typeof snapshot>>) => T | undefined): Promise<T> {
    for (;;) {
      const found = find(await snapshot())
      if (found !== undefined) return found
      await systemClock.sleep(20)
    }
  }

  async function snapshot() {
    for await (const frame of await client.live.subscribe({})) if (frame.kind === 'snapshot') return frame.state
    throw new Error('the feed ended before its snapshot')
  }

  const connection: ConnectionId = await waitFor((state) => Object.values(state.connections).find((one) => one.status.kind === 'ready')?.id)
  return {
    client,
    router: workbench.router,
    metrics: workbench.metrics,
    connection,
    snapshot,
    waitFor,
    async dispose() {
      await workbench.dispose()
      await rm(dataFolder, { recursive: true, force: true })
    }
  }
}
