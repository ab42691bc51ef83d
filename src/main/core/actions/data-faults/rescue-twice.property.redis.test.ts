import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { EntryId } from '@shared/redis/entry-id'
import { openTwoOnOneServer, type ServerKind, type TwoOnOneServer } from '../dead-letters/testing/two-on-one-server'
import { rescueTwice } from './rescue-twice'

describe.each<ServerKind>(['redis-server', 'built-in'])('two rescuers at once on %s', (kind) => {
  let server: TwoOnOneServer
  let made = 0
  beforeAll(async () => {
    server = await openTwoOnOneServer(kind)
  }, 60_000)
  afterAll(() => server.dispose())

  /** Entries with these ids, all pending at `dead` and idle for ten minutes. */
  async function makePending(ids: readonly EntryId[]): Promise<{ connection: string; key: string; group: string }> {
    made += 1
    const key = `sluice:lab:rescue-${kind}-${made}`
    await server.call('XGROUP', 'CREATE', key, 'g', '0', 'MKSTREAM')
    for (const id of ids) await server.call('XADD', key, id, 'n', '1')
    await server.call('XREADGROUP', 'GROUP', 'g', 'dead', 'COUNT', '1000', 'STREAMS', key, '>')
    await server.call('XCLAIM', key, 'g', 'dead', '0', ...ids, 'IDLE', '600000', 'JUSTID')
    return { connection: server.one.id, key, group: 'g' }
  }

  const rescue = (group: { connection: string; key: string; group: string }, minIdleMs: number, onClaimed: () => void = () => undefined) =>
    rescueTwice({ connection: server.one, sink: server.test.log, group, first: 'one', second: 'other', minIdleMs, count: 100, onClaimed })

  it('with a min-idle-time each id has exactly one winner, who owns it (SCENARIOS 12)', async () => {
    const someIds = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 40 })
    await fc.assert(fc.asyncProperty(someIds, fc.integer({ min: 60_000, max: 600_000 }), async (numbers, minIdleMs) => {
      const ids = numbers.sort((a, b) => a - b).map((n): EntryId => `${n}-0`)
      const { rows } = await rescue(await makePending(ids), minIdleMs)
      expect(rows.map((row) => row.id)).toEqual(ids)
      for (const row of rows) {
        expect([row.first, row.second].sort()).toEqual(['got', 'nothing'])
        expect(row.owner).toBe(row.first === 'got' ? 'one' : 'other')
        expect(row.deliveries).toBe(2)
      }
    }), { numRuns: 20 })
  }, 120_000)

  it('with 0 both succeed, the last is the owner, and the entry counts as delivered twice more (SCENARIOS 13)', async () => {
    const claimed: number[] = []
    const { rows } = await rescue(await makePending(['1-0', '2-0', '3-0']), 0, () => claimed.push(1))
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row).toMatchObject({ first: 'got', second: 'got', owner: expect.stringMatching(/^(one|other)$/), deliveries: 3 })
    expect(claimed).toHaveLength(2)
  })

  it('refuses where nothing has waited for so long, and closes its sockets', async () => {
    const group = await makePending(['1-0'])
    await expect(rescue(group, 3_600_000)).rejects.toMatchObject({ code: 'not-possible-now' })
    await rescue(group, 1000)
    await vi.waitFor(async () => expect(String(await server.one.observer.send(['CLIENT', 'LIST'], { by: 'hand' }))).not.toContain('rescuer'))
  })
})
