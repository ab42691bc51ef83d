import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { createWorkbench } from './create-workbench'
import { realClock } from './redis/testing/real-clock'

describe('a workbench that is ended', () => {
  it('does not wait for a server that never came, nor starts its labs', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'sluice-test-'))
    const workbench = await createWorkbench({
      host: 'server', version: '0.0.0', dataFolder, threadFile: '', ledgerThreadFile: '', sandboxThreadFile: '', clock: realClock, random: createSeededRandom(1), hostName: 'test-host', tell: () => undefined,
      // Nothing listens on port 1: the connection goes on trying for minutes.
      start: { connection: { url: 'redis://127.0.0.1:1' }, labs: ['orders'] },
      openIntake: () => Promise.reject(new Error('this test opens no lab')),
      openService: () => Promise.reject(new Error('this test opens no comparison'))
    })
    expect(await workbench.startedLabs(50)).toEqual([])
    const ended = await Promise.race([workbench.dispose().then(() => 'ended'), realClock.sleep(3000).then(() => 'waits')])
    await rm(dataFolder, { recursive: true, force: true })
    expect(ended).toBe('ended')
  })
})
