import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { buildThread } from '../workers/testing/build-thread'
import { createLedgerOnDemand } from './ledger-on-demand'

it('a ledger that could not start is started anew by the next that needs it', async () => {
  const [folder, thread] = await Promise.all([mkdtemp(join(tmpdir(), 'sluice-test-demand-')), buildThread('../../ledger/ledger-thread.ts')])
  const threadFile = join(folder, 'thread.cjs')
  const ledger = createLedgerOnDemand({ threadFile })
  try {
    expect(await ledger.query({ kind: 'count', lab: 'l' })).toBeUndefined()
    await expect(ledger.started()).rejects.toMatchObject({ code: 'not-possible-now', next: 'Start the lab again, or one without effects.' })
    await cp(dirname(thread.file), folder, { recursive: true })
    await ledger.started()
    expect(await ledger.query({ kind: 'count', lab: 'l' })).toEqual([])
  } finally {
    await ledger.dispose()
    await thread.remove()
    await rm(folder, { recursive: true, force: true })
  }
})
