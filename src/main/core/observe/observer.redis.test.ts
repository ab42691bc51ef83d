import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { PresentReading } from '@shared/model/present-reading'
import type { StreamRef } from '@shared/model/stream-ref'
import type { StreamReading } from '@shared/model/stream-state'
import { toStreamId } from '@shared/model/stream-ref'
import type { WorkbenchEvent, WorkbenchEventKind } from '@shared/model/workbench-event'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openObserved, type Observed } from './testing/open-observed'
import { openThirdParty, type ThirdParty } from './testing/third-party'

let server: TestServer
let client: ThirdParty
let observed: Observed
let events: WorkbenchEvent[]
let stream: StreamRef
let tests = 0

beforeAll(async () => {
  server = await startRedisServer()
  client = openThirdParty(server.port)
})
afterAll(async () => {
  client.close()
  await server.stop()
})
beforeEach(async () => {
  tests += 1
  observed = await openObserved({ url: server.url })
  stream = { connection: observed.id, key: `observed:${tests}` }
  events = []
  observed.log.onAppend(({ event }) => events.push(event))
})
afterEach(() => observed.dispose())

async function readPresent(): Promise<PresentReading> {
  const reading = await observed.observer.readNow(stream)
  if (reading.kind !== 'present') throw new Error(`the stream is ${reading.kind}`)
  return reading
}

function eventsOf<K extends WorkbenchEventKind>(kind: K): Extract<WorkbenchEvent, { kind: K }>[] {
  return events.filter((event): event is Extract<WorkbenchEvent, { kind: K }> => event.kind === kind)
}

function notices(): string[] {
  return eventsOf('notice').map((notice) => notice.text)
}

async function until(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 8000, interval: 20 })
}

describe('reading a stream', () => {
  it('gives groups, cursors, owners and counts of one moment, by name', async () => {
    for (const id of ['1-0', '2-0', '3-0']) await client.call('XADD', stream.key, id, 'f', 'v')
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    await client.call('XGROUP', 'CREATE', stream.key, '', '$')
    await client.call('XREADGROUP', 'GROUP', 'g', '__proto__', 'COUNT', 2, 'STREAMS', stream.key, '>')
    await client.call('XDEL', stream.key, '1-0')
    const reading = await readPresent()
    expect(reading).toMatchObject({
      atomic: true, length: 2, lastGeneratedId: '3-0', firstId: '2-0', maxDeletedId: '1-0', tail: ['3-0', '2-0'], groupsOmitted: 0,
      entriesAdded: { known: true, value: 3, from: 'server' },
      groups: [
        { name: '', pending: 0, lastDeliveredId: '3-0', undelivered: { known: true, value: 0, from: 'counted' } },
        {
          name: 'g', pending: 2, lastDeliveredId: '2-0', undelivered: { known: true, value: 1, from: 'counted' },
          consumers: [{ name: '__proto__', pending: 2 }],
          window: { complete: true, rows: [{ id: '1-0', consumer: '__proto__', deliveries: 1, gone: true }, { id: '2-0', consumer: '__proto__', deliveries: 1, gone: false }] }
        }
      ]
    })
  })

  it('tells missing keys and other types from empty streams (F16)', async () => {
    expect(await observed.observer.readNow(stream)).toMatchObject({ kind: 'missing' })
    await client.call('SET', stream.key, 'x')
    expect(await observed.observer.readNow(stream)).toMatchObject({ kind: 'not-a-stream', type: 'string' })
    await client.call('DEL', stream.key)
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '$', 'MKSTREAM')
    expect(await observed.observer.readNow(stream)).toMatchObject({ kind: 'present', length: 0, tail: [] })
  })

  it('says unknown and not zero where the server does not know the lag (I10)', async () => {
    for (let n = 1; n <= 2000; n++) void client.call('XADD', stream.key, `${n}-0`, 'payload', 'x'.repeat(600))
    await client.call('XGROUP', 'CREATE', stream.key, 'middle', '500-0')
    await client.call('XDEL', stream.key, '700-0')
    const [group] = (await readPresent()).groups
    expect(group?.lag).toMatchObject({ known: false })
    expect(group?.undelivered).toMatchObject({ known: false })
  })

  it('counts by itself, within a bound, what the server does not know (I10)', async () => {
    for (let n = 1; n <= 800; n++) void client.call('XADD', stream.key, `${n}-0`, 'f', 'v')
    await client.call('XGROUP', 'CREATE', stream.key, 'middle', '300-0')
    await client.call('XDEL', stream.key, '700-0')
    observed.observer.watch(stream)
    await until(() => expect(observed.log.current().streams[toStreamId(stream)]?.groups[0]?.facts?.undelivered).toMatchObject({ known: true, value: 499, from: 'counted' }))
  })

  it('does not fetch large entries again and again (O5, F24)', async () => {
    const large = Buffer.alloc(2 * 1024 * 1024, 'x')
    for (const id of ['1-0', '2-0', '3-0']) await client.call('XADD', stream.key, id, 'f', large)
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    const before = Number((await server.cli('INFO', 'stats')).match(/total_net_output_bytes:(\d+)/)?.[1])
    const reading = await readPresent()
    const after = Number((await server.cli('INFO', 'stats')).match(/total_net_output_bytes:(\d+)/)?.[1])
    expect(reading).toMatchObject({ length: 3, tail: [], groups: [{ name: 'g', pending: 0 }] })
    expect(reading.sparing).toContain('large')
    expect(reading.lastGeneratedId).toBeUndefined()
    expect(after - before).toBeLessThan(64 * 1024)
  })
})

describe('a user with few rights (L18)', () => {
  async function readAs(...rules: string[]): Promise<StreamReading> {
    await client.call('DEL', stream.key)
    await client.call('XADD', stream.key, '1-0', 'f', 'v')
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    await client.call('ACL', 'SETUSER', 'few', 'reset', 'on', '>secret', ...rules)
    const restricted = await openObserved({ url: server.url, username: 'few', password: 'secret' })
    try {
      return await restricted.observer.readNow({ ...stream, connection: restricted.id })
    } finally {
      await restricted.dispose()
    }
  }

  it('is told what permission is missing', async () => {
    expect(await readAs('~*', '+@all', '-xinfo')).toMatchObject({ kind: 'no-permission', needs: expect.stringContaining('xinfo') })
    expect(await readAs('~other:*', '+@all')).toMatchObject({ kind: 'no-permission' })
  })

  it('gets a reading of several moments without MULTI, and it says so', async () => {
    expect(await readAs('~*', '+@all', '-multi', '-exec')).toMatchObject({ kind: 'present', atomic: false, length: 1, groups: [{ name: 'g' }] })
  })

  it('gets an atomic reading when only a side question is refused', async () => {
    const reading = await readAs('~*', '+@all', '-memory')
    expect(reading).toMatchObject({ kind: 'present', length: 1, tail: ['1-0'] })
    expect(reading).not.toHaveProperty('refused')
  })

  it('hears that consumers and pending entries are unknown, not none', async () => {
    const few = await readAs('~*', '+@all', '-xinfo|consumers', '-xpending')
    expect(few).toMatchObject({ kind: 'present', length: 1, groups: [{ name: 'g', consumers: [] }] })
    expect(few).toHaveProperty('refused', expect.stringMatching(/XINFO CONSUMERS is not permitted.*XPENDING is not permitted/))
  })
})

describe('watching a stream', () => {
  it('infers what others do, from complete windows only, and never what our own workers reported (I23)', async () => {
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0', 'MKSTREAM')
    observed.observer.watch(stream)
    await readPresent()
    await client.call('XADD', stream.key, '5-0', 'f', 'v')
    await client.call('XADD', stream.key, '6-0', 'f', 'v')
    await client.call('XADD', stream.key, '7-0', 'f', 'v')
    observed.log.append({ kind: 'entries-added', stream, by: 'producer-1', evidence: 'seen', count: 1, ids: ['6-0'] })
    await until(() => expect(eventsOf('entries-added').filter((event) => event.by === 'other').flatMap((event) => event.ids)).toEqual(['5-0', '7-0']))
    await client.call('XREADGROUP', 'GROUP', 'g', 'theirs', 'STREAMS', stream.key, '>')
    await until(() => expect(eventsOf('entries-delivered')).toMatchObject([{ consumer: 'theirs', count: 3, ids: ['5-0', '6-0', '7-0'], again: false, evidence: 'inferred' }]))
    await client.call('XACK', stream.key, 'g', '5-0')
    await until(() => expect(eventsOf('entries-acked')).toMatchObject([{ consumer: 'theirs', count: 1, ids: ['5-0'], nothing: 0, evidence: 'inferred' }]))
    await client.call('XCLAIM', stream.key, 'g', 'rescuer', 0, '6-0')
    await until(() => expect(eventsOf('entries-claimed')).toMatchObject([{ consumer: 'rescuer', by: 'other', ids: ['6-0'], evidence: 'inferred' }]))
    // Dropped rows are no acks.
    await client.call('XGROUP', 'DELCONSUMER', stream.key, 'g', 'theirs')
    await readPresent()
    await until(() => expect(observed.log.current().streams[toStreamId(stream)]?.groups[0]?.facts?.pending).toBe(1))
    expect(eventsOf('entries-acked')).toHaveLength(1)
  })

  it('tells a group and a stream that went, and a key that came back as another epoch (F17, F18, I6)', async () => {
    await client.call('XADD', stream.key, '9-0', 'f', 'v')
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    observed.observer.watch(stream)
    await readPresent()
    await client.call('XGROUP', 'DESTROY', stream.key, 'g')
    await until(() => expect(notices()).toContainEqual(expect.stringContaining('Group g is gone')))
    await client.call('DEL', stream.key)
    await client.call('XADD', stream.key, '1-0', 'f', 'v')
    await until(() => expect(eventsOf('epoch-changed')).toMatchObject([{ epoch: 1, why: expect.stringContaining('went back') }]))
    await client.call('DEL', stream.key)
    await until(() => expect(notices()).toContainEqual(expect.stringContaining('is gone.')))
    await client.call('SET', stream.key, 'x')
    await until(() => expect(notices()).toContainEqual(expect.stringContaining('not a stream any more (string)')))
    await client.call('DEL', stream.key)
    await client.call('XADD', stream.key, '2-0', 'f', 'v')
    await until(() => expect(notices()).toContainEqual(expect.stringContaining('is there again')))
    expect(observed.log.current().streams[toStreamId(stream)]).toMatchObject({ epoch: 2, reading: { kind: 'present' } })
  })

  it('reports points of charts and what it costs, each second (O4)', async () => {
    await client.call('XADD', stream.key, '1-0', 'f', 'v')
    await client.call('XGROUP', 'CREATE', stream.key, 'g', '0')
    observed.observer.watch(stream)
    await until(() => expect(eventsOf('stream-sampled').length).toBeGreaterThan(0))
    await client.call('XADD', stream.key, '2-0', 'f', 'v')
    await client.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', stream.key, '>')
    await client.call('XACK', stream.key, 'g', '1-0')
    await until(() => expect(eventsOf('stream-sampled').at(-1)).toMatchObject({ added: 1, length: 2 }))
    await until(() => expect(eventsOf('group-sampled').at(-1)?.sample).toMatchObject({ pending: 1, lag: 0, delivered: 2, acked: 1 }))
    const cost = observed.log.current().connections[observed.id]?.cost
    expect(cost).toMatchObject({ from: 'server' })
    expect(cost?.core).toBeGreaterThan(0)
    expect(cost?.core).toBeLessThan(0.01)
  })

  it('stops when it is unwatched', async () => {
    await client.call('XADD', stream.key, '1-0', 'f', 'v')
    observed.observer.watch(stream)
    await readPresent()
    observed.observer.unwatch(stream)
    expect(observed.log.current().streams).toEqual({})
    const calls = events.length
    await client.call('XADD', stream.key, '2-0', 'f', 'v')
    await readPresent()
    expect(events).toHaveLength(calls)
  })
})

describe('a server that dies', () => {
  it('is watched again when it is back, as another epoch, and the old picture stays (F1)', async () => {
    const mortal = await startRedisServer()
    const own = await openObserved({ url: mortal.url })
    const ref: StreamRef = { connection: own.id, key: 's' }
    const state = (): unknown => own.log.current().streams[toStreamId(ref)]
    try {
      await mortal.cli('XADD', 's', '5-0', 'f', 'v')
      own.observer.watch(ref)
      await until(() => expect(state()).toMatchObject({ reading: { kind: 'present', length: 1 } }))
      await mortal.kill()
      await mortal.restart()
      await until(() => expect(state()).toMatchObject({ reading: { kind: 'missing' }, lastPresent: { length: 1 } }))
      await mortal.cli('XADD', 's', '1-0', 'f', 'v')
      await until(() => expect(state()).toMatchObject({ reading: { kind: 'present', length: 1, lastGeneratedId: '1-0' }, epoch: 1 }))
    } finally {
      await own.dispose()
      await mortal.stop()
    }
  })
})

describe('a window that comes back', () => {
  it('is read for at once, not after the long pause of a hidden one (TRUST O4)', async () => {
    await client.call('XADD', stream.key, '1-0', 'f', 'v')
    observed.observer.setHidden(true)
    observed.observer.watch(stream)
    await until(() => expect(eventsOf('stream-read')).toHaveLength(1))
    await client.call('XADD', stream.key, '2-0', 'f', 'v')
    // The pause after a first reading is 250 ms, hidden ten times that.
    observed.observer.setHidden(false)
    await vi.waitFor(() => expect(eventsOf('stream-read').at(-1)?.reading).toMatchObject({ length: 2 }), { timeout: 1500, interval: 20 })
  })
})
