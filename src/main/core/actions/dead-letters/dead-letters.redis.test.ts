import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { readDeadLetters, readRedrives } from '../../queries/read-dead-letters'
import type { Argument, Connection } from '../../redis/dispatcher'
import { startFaultProxy } from '../../redis/testing/fault-proxy'
import { realClock } from '../../redis/testing/real-clock'
import { previewRedrives } from './preview-redrives'
import { redriveLetter } from './redrive-letter'
import { openTwoOnOneServer, type TwoOnOneServer } from './testing/two-on-one-server'
import { undoRedrive } from './undo-redrive'

const PAYLOAD = ['type', 'paid', 'same', '1', 'same', '2', '', Buffer.from([0xff, 0])]

describe.each(['redis-server', 'built-in'] as const)('dead letters on %s', (kind) => {
  let pair: TwoOnOneServer
  let tests = 0
  let origin: string
  let stream: { connection: string; key: string }

  beforeAll(async () => {
    pair = await openTwoOnOneServer(kind)
  })
  afterAll(() => pair.dispose())
  beforeEach(async () => {
    tests += 1
    origin = `sluice:lab:o${tests}`
    stream = { connection: pair.one.id, key: `${origin}:dlq` }
    await pair.call('XADD', origin, '*', 'first', '1')
  })

  async function die(payload: readonly Argument[] = PAYLOAD, from: Record<string, Argument> = {}): Promise<EntryId> {
    const provenance = { stream: origin, id: '1-0', group: 'g', consumer: 'c', handler: 'h', deliveries: '4', attempts: '2', error: 'boom', 'failed-at': '2026-11-27T10:00:00.000Z', ...from }
    return toEntryId(String(await pair.call('XADD', stream.key, '*', ...Object.entries(provenance).flatMap(([name, value]) => [`dlq:${name}`, value]), ...payload)))
  }
  const redrive = (id: EntryId, fields?: { name: string; value: string }[]) => redriveLetter(pair.one, pair.test.log, stream, { id, fields })
  const read = () => readDeadLetters(pair.one, realClock, { ...stream, count: 100 })

  it('are read in pages, newest first, with where they come from, what they hold and whether they were redriven', async () => {
    const ids = [await die(), await die(), await die()]
    const [oldest = '0-0'] = ids
    await redrive(oldest)
    const first = await readDeadLetters(pair.one, realClock, { ...stream, count: 2 })
    expect(first).toMatchObject({ length: 3, next: ids[1], letters: [{ id: ids[2], origin: { stream: origin, id: '1-0', group: 'g', deliveries: 4, error: 'boom' } }, { id: ids[1] }] })
    expect(first.letters[0]?.payload).toMatchObject({ fieldCount: 4, fields: [{ name: 'type', value: 'paid' }, { name: 'same', value: '1' }, { name: 'same', value: '2' }, { name: '', value: '\udcff\u0000' }] })
    const second = await readDeadLetters(pair.one, realClock, { ...stream, count: 2, from: first.next })
    expect(second).toMatchObject({ length: 3, letters: [{ id: oldest, mark: { stream: origin, by: 'sluice as default' } }] })
    expect(second.next).toBeUndefined()
    await expect(readDeadLetters(pair.one, realClock, { connection: pair.one.id, key: 'sluice:lab:none:dlq', count: 5 })).rejects.toMatchObject({ code: 'no-such-stream' })
  })

  it('M16 one goes back byte for byte, is marked in the same MULTI, and never goes back twice', async () => {
    const id = await die()
    const done = await redrive(id)
    expect(done).toMatchObject({ kind: 'ok', mark: { stream: origin, by: 'sluice as default' } })
    const newId = done.kind === 'ok' ? done.mark.id : ''
    const [reply] = [await pair.other.observer.send(['XRANGE', origin, newId, newId], { by: 'hand' })]
    expect(reply).toEqual([[Buffer.from(newId), [Buffer.from('dlq:redriven-from'), Buffer.from(id), ...PAYLOAD.map((part) => Buffer.from(part))]]])
    expect(await redrive(id)).toMatchObject({ kind: 'already', mark: { id: newId } })
    expect(await pair.call('XLEN', origin)).toBe('2')
    expect((await read()).letters).toMatchObject([{ id, mark: { id: newId } }])
    expect(await readRedrives(pair.one, stream)).toMatchObject([{ what: 'redriven', letter: id, stream: origin, id: newId }])
  })

  it('M16 redriven by two at once, many times over and while others add: once each', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => die()))
    const added = Promise.all(Array.from({ length: 20 }, () => pair.call('XADD', origin, '*', 'by', 'a third')))
    const outcomes = await Promise.all([...ids, ...ids].map((id, index) => redriveLetter(index < 8 ? pair.one : pair.other, pair.test.log, stream, { id })))
    await added
    expect(outcomes.filter((outcome) => outcome.kind === 'ok')).toHaveLength(8)
    expect(outcomes.filter((outcome) => outcome.kind === 'already')).toHaveLength(8)
    expect(await pair.call('XLEN', origin)).toBe('29')
  })

  it('an edited payload goes instead, and what cannot go says why and changes nothing', async () => {
    const id = await die()
    const preview = await previewRedrives(pair.one, stream, [{ id, fields: [{ name: 'a', value: '\udcff' }] }])
    expect(preview).toMatchObject([{ kind: 'send', groups: [], commands: [['XADD', origin, 'NOMKSTREAM', expect.stringMatching(/^\d+-\d+$/), 'dlq:redriven-from', id, 'a', '\udcff'], ['HSETNX', `${stream.key}:reprocessed`, id, expect.stringContaining('"at":')], ['XADD', `${stream.key}:redrives`, 'MAXLEN', '~', '10000', '*', 'what', 'redriven', 'letter', id, 'stream', origin, 'id', expect.any(String), 'by', 'sluice as default']] }])
    expect(await pair.call('XLEN', origin)).toBe('1')
    expect(await redrive(id, [{ name: 'a', value: '\udcff' }])).toMatchObject({ kind: 'ok' })

    await pair.call('SET', 'sluice:lab:text', 'x', 'NX', 'EX', '60')
    const refused: [EntryId, RegExp][] = [
      [id, /redriven as .* already/], [await die(PAYLOAD, { stream: 'sluice:lab:gone' }), /is gone/], [await die(PAYLOAD, { stream: 'sluice:lab:text' }), /not a stream but a string/],
      [await die([]), /has no payload/], ['1-1', /is gone: it was trimmed or deleted/], [await die(PAYLOAD, { stream: stream.key }), /dead-letter stream itself/],
      [toEntryId(String(await pair.call('XADD', stream.key, '*', 'own', '1'))), /does not say from which stream/]
    ]
    const dry = await previewRedrives(pair.one, stream, refused.map(([letter]) => ({ id: letter })))
    for (const [index, [letter, why]] of refused.entries()) {
      expect(dry[index]).toMatchObject({ kind: 'refused', id: letter, why: expect.stringMatching(why) })
      if (index > 0) expect(await redrive(letter)).toMatchObject({ kind: 'failed', message: expect.stringMatching(why) })
    }
    expect(await pair.call('EXISTS', 'sluice:lab:gone')).toBe('0')
    expect(await readRedrives(pair.one, stream)).toHaveLength(1)
  })

  it('keys beside it that hold something else stand in the way before anything is sent', async () => {
    const id = await die()
    await pair.call('SET', `${stream.key}:redrives`, 'x', 'NX', 'EX', '60')
    expect(await redrive(id)).toMatchObject({ kind: 'failed', message: expect.stringContaining('is a string') })
    await pair.call('DEL', `${stream.key}:redrives`)
    await pair.call('HSET', `${stream.key}:reprocessed`, id, 'by somebody else')
    expect(await redrive(id)).toEqual({ kind: 'already' })
    expect((await read()).letters).toMatchObject([{ mark: 'unreadable' }])
    expect(await pair.call('XLEN', origin)).toBe('1')
  })

  it('M17 undone while no group was given it: the entry goes and the letter may be redriven again', async () => {
    await pair.call('XGROUP', 'CREATE', origin, 'g', '$')
    const id = await die()
    await redrive(id)
    expect((await readRedrives(pair.one, stream))[0]?.notUndone).toBeUndefined()
    expect(await undoRedrive(pair.one, { ...stream, id })).toEqual({ kind: 'ok' })
    expect(await pair.call('XLEN', origin)).toBe('1')
    expect((await read()).letters[0]?.mark).toBeUndefined()
    expect(await undoRedrive(pair.one, { ...stream, id })).toMatchObject({ kind: 'failed', message: expect.stringContaining('not marked') })
    expect((await readRedrives(pair.one, stream)).map(({ what, notUndone }) => [what, notUndone])).toEqual([['undone', 'It was undone.'], ['redriven', 'It was undone.']])
    expect(await redrive(id)).toMatchObject({ kind: 'ok' })
  })

  it('M17 not undone once a group was given it, or when its entry is gone', async () => {
    await pair.call('XGROUP', 'CREATE', origin, 'g', '$')
    const [read1, trimmed] = [await die(), await die()]
    await redrive(read1)
    await pair.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '1', 'STREAMS', origin, '>')
    const last = await redrive(trimmed)
    await pair.call('XDEL', origin, last.kind === 'ok' ? last.mark.id : '0-0')
    expect((await readRedrives(pair.one, stream)).map(({ notUndone }) => notUndone)).toEqual(['Its entry is no longer in the stream.', 'Group g was given it.'])
    expect(await undoRedrive(pair.one, { ...stream, id: read1 })).toMatchObject({ kind: 'failed', message: 'Group g was given it.' })
    expect(await undoRedrive(pair.one, { ...stream, id: trimmed })).toMatchObject({ kind: 'failed', message: expect.stringContaining('no longer in the stream') })
    expect((await read()).letters.every(({ mark }) => mark !== undefined)).toBe(true)
  })

  it('M17 a consumer that is given the entry between the look and the XDEL, which WATCH does not see: the letter stays reprocessed', async () => {
    await pair.call('XGROUP', 'CREATE', origin, 'g', '$')
    const { writer } = pair.one
    let reading: Promise<unknown> = Promise.resolve()
    const raced: Connection = {
      ...pair.one,
      writer: {
        ...writer,
        watched: (keys, reads, decide, sender) => writer.watched(keys, reads, (answers) => {
          reading = pair.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '10', 'STREAMS', origin, '>')
          return decide(answers)
        }, sender)
      }
    }
    // Two sockets are written to at once, and the server takes one of them first: until it is the reader's.
    for (let round = 1; round <= 200; round++) {
      const id = await die()
      await redrive(id)
      const outcome = await undoRedrive(raced, { ...stream, id })
      const given = (await reading) !== null
      const [marked] = (await read()).letters
      expect(marked?.mark !== undefined).toBe(given)
      expect(outcome.kind).toBe(given ? 'failed' : 'ok')
      if (!given) continue
      expect(outcome).toMatchObject({ message: expect.stringContaining('in that very instant') })
      expect(marked?.mark).not.toHaveProperty('undoing')
      expect((await readRedrives(pair.one, stream))[0]).toMatchObject({ what: 'undone too late', letter: id })
      expect(await redrive(id)).toMatchObject({ kind: 'already' })
      return
    }
    throw new Error('the reader was never first')
  })

  it('C2 an EXEC whose answer was lost is unknown and not sent again; asked again, its mark tells', async () => {
    const { address } = pair.one.socketTarget()
    const proxy = await startFaultProxy(address.kind === 'tcp' ? address.port : 0)
    const { password } = pair.one.socketTarget()
    const far = await pair.test.open({ url: `redis://127.0.0.1:${proxy.port}`, ...(password !== undefined && { password }) })
    await pair.test.until(far, 'ready')
    const connection = pair.test.manager.get(far)
    const { writer } = connection
    // The cable is cut between the answer of the WATCH and that of the EXEC.
    const cut: Connection = {
      ...connection,
      writer: {
        ...writer,
        watched: (keys, reads, decide, sender) => writer.watched(keys, reads, (answers) => {
          proxy.become({ kind: 'cut', afterBytes: 0 })
          return decide(answers)
        }, sender)
      }
    }
    const id = await die()
    expect(await redriveLetter(cut, pair.test.log, stream, { id })).toMatchObject({ kind: 'unknown' })
    proxy.become({ kind: 'none' })
    expect(await redrive(id)).toMatchObject({ kind: 'already', mark: { stream: origin } })
    expect(await pair.call('XLEN', origin)).toBe('2')
    await pair.test.manager.close(far)
    await proxy.close()
  })

  it('outside of labs: not without ARM, and Sluice deletes nothing there', async () => {
    const key = `plain${tests}`
    const from = { connection: pair.other.id, key: `${key}:dlq` }
    const { test, other } = pair
    test.manager.arm({ connection: other.id, typedLabel: 'mine' })
    await pair.call('XADD', key, '*', 'a', '1')
    const id = toEntryId(String(await pair.call('XADD', from.key, '*', 'dlq:stream', key, 'n', '1')))
    test.manager.disarm(other.id)
    await expect(redriveLetter(other, test.log, from, { id })).rejects.toMatchObject({ code: 'not-armed' })
    test.manager.arm({ connection: other.id, typedLabel: 'mine' })
    expect(await redriveLetter(other, test.log, from, { id })).toMatchObject({ kind: 'ok' })
    expect(await undoRedrive(other, { ...from, id })).toMatchObject({ kind: 'failed', message: expect.stringContaining('labs and sandboxes only') })
    expect((await readRedrives(other, from))[0]?.notUndone).toContain('labs and sandboxes only')
    test.manager.disarm(other.id)
    expect(await pair.call('XLEN', key)).toBe('2')
  })
})
