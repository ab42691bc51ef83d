import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'
import { openObserved, type Observed } from '../observe/testing/open-observed'
import { openThirdParty, type ThirdParty } from '../observe/testing/third-party'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'

let server: TestServer
let client: ThirdParty
let observed: Observed
let stream: StreamRef
let group: GroupRef
let tests = 0

beforeAll(async () => {
  server = await startRedisServer()
  client = openThirdParty(server.port)
  observed = await openObserved({ url: server.url })
})
afterAll(async () => {
  client.close()
  await observed.dispose()
  await server.stop()
})
beforeEach(() => {
  tests += 1
  stream = { connection: observed.id, key: `asked:${tests}` }
  group = { ...stream, group: 'g' }
})

async function fill(count: number, value: string | Buffer = 'v'): Promise<void> {
  const added: Promise<unknown>[] = []
  for (let n = 1; n <= count; n++) added.push(client.call('XADD', stream.key, `${n}-0`, 'f', value))
  await Promise.all(added)
}

describe('entries', () => {
  it('pages in both directions without a gap and without an entry twice', async () => {
    await fill(25)
    for (const direction of ['newest-first', 'oldest-first'] as const) {
      const ids: EntryId[] = []
      let from: EntryId | undefined
      for (let more = true; more; ) {
        const page = await observed.queries.entries({ ...stream, direction, inclusive: false, count: 10, ...(from !== undefined && { from }) })
        expect(page).toMatchObject({ length: 25, firstId: '1-0', lastId: '25-0' })
        ids.push(...page.entries.map((entry) => entry.id))
        from = ids[ids.length - 1]
        more = page.more
      }
      const expected = Array.from({ length: 25 }, (_, index) => `${index + 1}-0`)
      expect(ids).toEqual(direction === 'newest-first' ? expected.reverse() : expected)
    }
    expect(await observed.queries.entries({ ...stream, direction: 'oldest-first', from: '7-0', inclusive: true, count: 1 })).toMatchObject({ entries: [{ id: '7-0' }], more: true })
    expect(await observed.queries.entries({ ...stream, direction: 'newest-first', from: '0-0', inclusive: false, count: 10 })).toMatchObject({ entries: [], more: false })
  })

  it('cuts values for showing and gives one entry whole, with binary, duplicate and __proto__ fields (F26, R10)', async () => {
    const value = `${'ä'.repeat(3000)}end`
    await client.call('XADD', stream.key, '1-0', '__proto__', value, 'same', '1', 'same', '2', '', Buffer.from([0xff, 0x00]))
    const [shown] = (await observed.queries.entries({ ...stream, direction: 'newest-first', inclusive: false, count: 10 })).entries
    expect(shown).toMatchObject({ fieldCount: 4, cut: true, fields: [{ name: '__proto__', value: 'ä'.repeat(2048), valueBytes: 6003 }, { name: 'same', value: '1' }, { name: 'same', value: '2' }, { name: '', value: '\udcff\u0000', valueBytes: 2 }] })
    const { entry } = await observed.queries.entry({ ...stream, id: '1-0' })
    expect(entry).toMatchObject({ cut: false, fields: [{ name: '__proto__', value }, {}, {}, {}] })
    expect(await observed.queries.entry({ ...stream, id: '2-0' })).toEqual({})
  })

  it('gives shorter pages of large entries, and refuses one over 8 MB (F24)', async () => {
    await fill(12, Buffer.alloc(3 * 1024 * 1024, 'x'))
    const page = await observed.queries.entries({ ...stream, direction: 'newest-first', inclusive: false, count: 100 })
    expect(page).toMatchObject({ length: 12, more: true })
    expect(page.entries.length).toBeLessThan(4)
    await client.call('XADD', stream.key, '99-0', 'f', Buffer.alloc(9 * 1024 * 1024, 'x'))
    await expect(observed.queries.entry({ ...stream, id: '99-0' })).rejects.toMatchObject({ code: 'too-large' })
    await client.call('DEL', stream.key)
  })

  it('gives a shorter page of large entries that came after many small ones, which hide them in the average', async () => {
    await fill(5000)
    const large = 'x'.repeat(1_000_000)
    for (let n = 5001; n <= 5140; n++) await client.call('XADD', stream.key, `${n}-0`, 'f', large)
    const page = await observed.queries.entries({ ...stream, direction: 'newest-first', inclusive: false, count: 200 })
    expect(page.entries.map((entry) => entry.id)).toEqual(Array.from({ length: 8 }, (_, index) => `${5140 - index}-0`))
    expect(page.more).toBe(true)
  })

  it('names missing keys, other types and missing groups', async () => {
    const page = { direction: 'newest-first', inclusive: false, count: 10 } as const
    await expect(observed.queries.entries({ ...stream, ...page })).rejects.toMatchObject({ code: 'no-such-stream' })
    await expect(observed.queries.entry({ ...stream, id: '1-0' })).rejects.toMatchObject({ code: 'no-such-stream' })
    await expect(observed.queries.pending({ ...group, count: 10 })).rejects.toMatchObject({ code: 'no-such-stream' })
    await client.call('SET', stream.key, 'x')
    await expect(observed.queries.entries({ ...stream, ...page })).rejects.toMatchObject({ code: 'not-a-stream', message: expect.stringContaining('string') })
    await expect(observed.queries.lifeLine({ ...stream, id: '1-0' })).rejects.toMatchObject({ code: 'not-a-stream' })
    await client.call('DEL', stream.key)
    await fill(1)
    await expect(observed.queries.pending({ ...group, count: 10 })).rejects.toMatchObject({ code: 'no-such-group' })
    await expect(observed.queries.entries({ ...stream, connection: 'none', ...page })).rejects.toMatchObject({ code: 'no-connection' })
  })
})

describe('the pending list', () => {
  it('pages with payloads, owners and entries that are gone, and narrows to one consumer', async () => {
    await fill(30)
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    await client.call('XREADGROUP', 'GROUP', 'g', 'a', 'COUNT', 20, 'STREAMS', stream.key, '>')
    await client.call('XREADGROUP', 'GROUP', 'g', '', 'COUNT', 5, 'STREAMS', stream.key, '>')
    await client.call('XDEL', stream.key, '2-0')
    const first = await observed.queries.pending({ ...group, count: 20 })
    expect(first).toMatchObject({ total: 25, next: '20-0', owners: [{ consumer: '', pending: 5 }, { consumer: 'a', pending: 20 }] })
    expect(first.rows.slice(0, 2)).toMatchObject([{ id: '1-0', consumer: 'a', deliveries: 1, gone: false, entry: { id: '1-0' } }, { id: '2-0', gone: true }])
    expect(first.rows[1]?.entry).toBeUndefined()
    const second = await observed.queries.pending({ ...group, count: 20, from: '20-0' })
    expect(second.rows.map((row) => row.id)).toEqual(['21-0', '22-0', '23-0', '24-0', '25-0'])
    expect(second.next).toBeUndefined()
    expect(await observed.queries.pending({ ...group, count: 20, consumer: '' })).toMatchObject({ total: 5, rows: [{ id: '21-0', consumer: '' }, {}, {}, {}, {}] })
    expect(await observed.queries.pending({ ...group, count: 20, consumer: 'nobody' })).toMatchObject({ total: 0, rows: [] })
  })
})

describe('the life line', () => {
  it('puts an id in exactly one class per group, and tells what was seen and what is inferred (I3, I4)', async () => {
    await fill(4)
    for (const name of ['late', 'reads', 'acks']) await client.call('XGROUP', 'CREATE', stream.key, name, '0')
    await client.call('XREADGROUP', 'GROUP', 'reads', 'c', 'COUNT', 2, 'STREAMS', stream.key, '>')
    await client.call('XREADGROUP', 'GROUP', 'acks', 'c', 'COUNT', 2, 'STREAMS', stream.key, '>')
    await client.call('XACK', stream.key, 'acks', '1-0')
    const acks = { ...stream, group: 'acks' }
    observed.log.append({ kind: 'entries-delivered', group: acks, consumer: 'c', worker: 'w1', again: false, evidence: 'seen', count: 2, ids: ['1-0', '2-0'] })
    observed.log.append({ kind: 'entries-acked', group: acks, consumer: 'c', worker: 'w1', nothing: 0, evidence: 'seen', count: 1, ids: ['1-0'] })
    const life = await observed.queries.lifeLine({ ...stream, id: '1-0' })
    expect(life).toMatchObject({
      id: '1-0', gone: false, entry: { id: '1-0' },
      groups: [
        { group: 'acks', standing: 'settled', ackSeen: true },
        { group: 'late', standing: 'undelivered', ackSeen: false },
        { group: 'reads', standing: 'pending', ackSeen: false, pending: { consumer: 'c', deliveries: 1 } }
      ]
    })
    expect(life.events.map(({ kind, group: of, evidence }) => [kind, of, evidence])).toEqual(expect.arrayContaining([['delivered', 'acks', 'seen'], ['acked', 'acks', 'seen'], ['delivered', 'reads', 'inferred']]))
    expect(life.events).toHaveLength(3)
    // Its birth was not seen, so earlier events may be missing.
    expect(life.rememberedSince).toBeDefined()
    await client.call('XDEL', stream.key, '1-0')
    expect((await observed.queries.lifeLine({ ...stream, id: '1-0' })).groups.map((standing) => standing.standing)).toEqual(['removed', 'removed', 'pending, entry gone'])
  })
})

describe('discovery', () => {
  it('finds streams only, with their length, also under binary names', async () => {
    await client.call('XADD', Buffer.from([0x66, 0xff]), '1-0', 'f', 'v')
    await fill(3)
    await client.call('SET', 'no stream', 'x')
    const found: { key: string; length?: unknown }[] = []
    let cursor = '0'
    do {
      const step = await observed.queries.discover({ connection: observed.id, match: '*', cursor })
      found.push(...step.found)
      cursor = step.cursor
    } while (cursor !== '0')
    expect(found).toEqual(expect.arrayContaining([{ key: 'f\udcff', length: 1 }, { key: stream.key, length: 3 }]))
    expect(found.map(({ key }) => key)).not.toContain('no stream')
    expect(await observed.queries.discover({ connection: observed.id, match: 'f\udcff', cursor: '0' })).toMatchObject({ found: [{ key: 'f\udcff' }] })
  })
})
