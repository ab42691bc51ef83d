import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DataFault } from '@shared/contract/faults'
import type { EntryId } from '@shared/redis/entry-id'
import { openTwoOnOneServer, type ServerKind, type TwoOnOneServer } from '../dead-letters/testing/two-on-one-server'
import { previewDataFault } from './preview-data-fault'
import { runDataFault } from './run-data-fault'

const toId = (n: number): EntryId => `${n}-0`
const trimTo = (threshold: number, approximate = false): DataFault => ({ kind: 'trim', by: 'maxlen', approximate, threshold })

describe.each<ServerKind>(['redis-server', 'built-in'])('faults of data on %s', (kind) => {
  let server: TwoOnOneServer
  let made = 0

  beforeAll(async () => {
    server = await openTwoOnOneServer(kind)
  }, 60_000)
  afterAll(() => server.dispose())

  /** A stream of `entries` in which group g was given `given`, of which `acked` are acked. */
  async function makeStream({ entries = 6, given = 3, acked = [1] }: { entries?: number; given?: number; acked?: number[] } = {}): Promise<{ key: string; connection: string }> {
    made += 1
    const key = `sluice:lab:fault-${kind}-${made}`
    await server.call('XGROUP', 'CREATE', key, 'g', '0', 'MKSTREAM')
    for (let n = 1; n <= entries; n++) await server.call('XADD', key, toId(n), 'n', String(n))
    if (given > 0) await server.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', String(given), 'STREAMS', key, '>')
    if (acked.length > 0) await server.call('XACK', key, 'g', ...acked.map(toId))
    return { key, connection: server.one.id }
  }

  const preview = (stream: { key: string; connection: string }, fault: DataFault) => previewDataFault(server.one, stream, fault)
  const run = (stream: { key: string; connection: string }, fault: DataFault, typed?: string) => runDataFault(server.one, server.test.log, stream, fault, typed)

  it('A3: a trim says before what it takes from whom, and takes that', async () => {
    const stream = await makeStream()
    await server.call('XGROUP', 'CREATE', stream.key, 'idle', '0')
    const shown = await preview(stream, trimTo(1))
    expect(shown).toMatchObject({ command: ['XTRIM', stream.key, 'MAXLEN', '=', '1'], atLeast: false, effect: 'Removes 5 entries of 6, the oldest.' })
    expect(shown.losses).toEqual([{ group: 'g', undelivered: 2, pending: 2 }, { group: 'idle', undelivered: 5, pending: 0 }])
    expect(shown.typedName).toBeUndefined()
    expect(await run(stream, trimTo(1))).toMatchObject({ kind: 'ok', removed: 5 })
    expect(await server.call('XLEN', stream.key)).toBe('1')
    // Pending ids stay, without their entries.
    expect(await server.call('XPENDING', stream.key, 'g')).toEqual(['2', '2-0', '3-0', [['c', '2']]])
    expect(server.test.log.current().notices.at(-1)?.text).toMatch(/^XTRIM removed 5 entries from stream .*, by hand\.$/)
  })

  it('A3: by id, and about: at most so many, whole nodes only', async () => {
    const stream = await makeStream()
    expect(await preview(stream, { kind: 'trim', by: 'minid', approximate: false, threshold: '4-0' })).toMatchObject({ effect: 'Removes 3 entries of 6, the oldest.', losses: [{ group: 'g', undelivered: 0, pending: 2 }] })
    expect((await preview(stream, trimTo(2, true))).effect).toMatch(/^Removes at most 4 entries of 6.*fewer or none/)
    expect(await run(stream, trimTo(2, true))).toMatchObject({ kind: 'ok', removed: 0 })
    expect(await preview(stream, trimTo(9))).toMatchObject({ refusal: expect.stringContaining('remove nothing') })
    expect(await preview(stream, { kind: 'trim', by: 'minid', approximate: false, threshold: '0-0' })).toMatchObject({ refusal: expect.stringContaining('none is older') })
  })

  it('a trim takes what its preview says, whatever was read and acked (G8)', async () => {
    const shape = fc.record({ entries: fc.integer({ min: 1, max: 30 }), given: fc.integer({ min: 0, max: 30 }), acks: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }), keep: fc.integer({ min: 0, max: 30 }) })
    await fc.assert(fc.asyncProperty(shape, async ({ entries, given, acks, keep }) => {
      const read = Math.min(given, entries)
      const acked = [...new Set(acks)].filter((n) => n <= read)
      const stream = await makeStream({ entries, given: read, acked })
      const going = Math.max(0, entries - keep)
      const shown = await preview(stream, trimTo(keep))
      if (going === 0) {
        expect(shown.refusal).toBeDefined()
        return
      }
      const pendingGone = Array.from({ length: Math.min(read, going) }, (_, index) => index + 1).filter((n) => !acked.includes(n)).length
      expect(shown.losses).toEqual([{ group: 'g', undelivered: Math.max(0, going - read), pending: pendingGone }])
      expect(await run(stream, trimTo(keep))).toMatchObject({ kind: 'ok', removed: going })
    }), { numRuns: 25 })
  }, 120_000)

  it('DELCONSUMER says how many its group loses, and loses them (SCENARIOS 28, F23)', async () => {
    const stream = await makeStream()
    const fault: DataFault = { kind: 'delete-consumer', group: 'g', consumer: 'c' }
    expect(await preview(stream, fault)).toMatchObject({ losses: [{ group: 'g', undelivered: 0, pending: 2 }], effect: expect.stringContaining('The 2 pending entries that it holds leave the list') })
    expect(await run(stream, fault)).toMatchObject({ kind: 'ok', removed: 2 })
    expect(await server.call('XPENDING', stream.key, 'g')).toEqual(['0', null, null, null])
    expect(await server.call('XLEN', stream.key)).toBe('6')
    expect(await preview(stream, fault)).toMatchObject({ refusal: expect.stringContaining('does not name') })
  })

  it('DESTROY and DEL say what goes, and of a key that is no stream nothing is deleted', async () => {
    const stream = await makeStream()
    expect(await preview(stream, { kind: 'destroy-group', group: 'g' })).toMatchObject({ effect: expect.stringContaining('2 pending entries and its 1 consumer') })
    expect(await run(stream, { kind: 'destroy-group', group: 'g' })).toMatchObject({ kind: 'ok', removed: 1 })
    expect(await preview(stream, { kind: 'destroy-group', group: 'g' })).toMatchObject({ refusal: 'There is no such group any more.' })
    expect(await run(stream, { kind: 'destroy-group', group: 'g' })).toMatchObject({ kind: 'ok', removed: 0 })
    await server.call('XGROUP', 'CREATE', stream.key, 'h', '2-0')
    expect(await preview(stream, { kind: 'delete-stream' })).toMatchObject({ command: ['DEL', stream.key], losses: [{ group: 'h', undelivered: 4, pending: 0 }], effect: expect.stringContaining('with 6 entries') })
    expect(await run(stream, { kind: 'delete-stream' })).toMatchObject({ kind: 'ok', removed: 1 })
    expect(await server.call('EXISTS', stream.key)).toBe('0')
    await server.call('SET', stream.key, '1', 'NX', 'EX', '100')
    await expect(run(stream, { kind: 'delete-stream' })).rejects.toMatchObject({ code: 'not-a-stream' })
    expect(await server.call('EXISTS', stream.key)).toBe('1')
  })
})

describe('faults of data on a stream that is no lab\'s', () => {
  let server: TwoOnOneServer
  beforeAll(async () => {
    server = await openTwoOnOneServer('redis-server')
  })
  afterAll(() => server.dispose())

  it('need arming and the typed name, and never happen on production (G7, G9)', async () => {
    const { one, test } = server
    const own = await test.startServer()
    await own.cli('XADD', 'orders', '1-0', 'n', '1')
    await own.cli('XADD', 'orders', '2-0', 'n', '2')
    const id = await test.open({ url: own.url, label: 'shop' })
    await test.until(id, 'ready')
    const connection = test.manager.get(id)
    const stream = { connection: id, key: 'orders' }
    expect(one.id).not.toBe(id)
    expect(await previewDataFault(connection, stream, trimTo(1))).toMatchObject({ typedName: 'orders', refusal: expect.stringContaining('not armed') })
    await expect(runDataFault(connection, test.log, stream, trimTo(1), 'orders')).rejects.toMatchObject({ code: 'not-armed' })
    test.manager.arm({ connection: id, typedLabel: 'shop' })
    expect((await previewDataFault(connection, stream, trimTo(1))).refusal).toBeUndefined()
    await expect(runDataFault(connection, test.log, stream, trimTo(1), undefined)).rejects.toMatchObject({ code: 'confirm-needed' })
    await expect(runDataFault(connection, test.log, stream, trimTo(1), 'order')).rejects.toMatchObject({ code: 'confirm-needed' })
    expect(await own.cli('XLEN', 'orders')).toBe('2')
    expect(await runDataFault(connection, test.log, stream, trimTo(1), 'orders')).toMatchObject({ kind: 'ok', removed: 1 })
    test.manager.setEnvironment({ connection: id, environment: 'production' })
    test.manager.arm({ connection: id, typedLabel: 'shop' })
    expect(await previewDataFault(connection, stream, { kind: 'delete-stream' })).toMatchObject({ refusal: expect.stringContaining('production') })
    await expect(runDataFault(connection, test.log, stream, { kind: 'delete-stream' }, 'orders')).rejects.toMatchObject({ code: 'forbidden' })
    expect(await own.cli('XLEN', 'orders')).toBe('1')
  })
})
