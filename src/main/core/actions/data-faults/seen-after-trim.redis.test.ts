import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { selectConservation, type Conservation } from '@shared/model/select-conservation'
import { toStreamId } from '@shared/model/stream-ref'
import { openObserved, type Observed } from '../../observe/testing/open-observed'
import { startRedisServer, type TestServer } from '../../redis/testing/redis-server'
import { runDataFault } from './run-data-fault'

const KEY = 'sluice:lab:seen'

let server: TestServer
let observed: Observed

beforeAll(async () => {
  server = await startRedisServer()
})
beforeEach(async () => {
  await server.cli('DEL', KEY)
  await server.cli('XGROUP', 'CREATE', KEY, 'g', '0', 'MKSTREAM')
  for (let n = 1; n <= 6; n++) await server.cli('XADD', KEY, `${n}-0`, 'n', String(n))
  await server.cli('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '2', 'STREAMS', KEY, '>')
  await server.cli('XACK', KEY, 'g', '1-0')
  observed = await openObserved({ url: server.url })
  observed.observer.watch({ connection: observed.id, key: KEY })
})
afterEach(() => observed.dispose())
afterAll(() => server.stop())

/** Group g by the newest reading. */
async function stands(holds: (check: Conservation) => boolean): Promise<Conservation> {
  const find = (): Conservation | undefined => {
    const stream = observed.log.current().streams[toStreamId({ connection: observed.id, key: KEY })]
    const group = stream?.groups[0]
    return stream?.reading?.kind === 'present' && group !== undefined ? selectConservation(stream.reading, group) : undefined
  }
  await vi.waitFor(() => expect(find()).toSatisfy((check: Conservation | undefined) => check !== undefined && holds(check)), { timeout: 8000 })
  const found = find()
  if (found === undefined) throw new Error('the stream is not there')
  return found
}

describe('a trim under a reader (I12, I15, I16)', () => {
  it('counts what was trimmed unread as lost, and sees what is pending without its entry (A3, SCENARIOS 24 and 25)', async () => {
    await stands((check) => check.pending.known && check.pending.value === 1)
    const connection = observed.connections.get(observed.id)
    await runDataFault(connection, observed.log, { connection: observed.id, key: KEY }, { kind: 'trim', by: 'maxlen', approximate: false, threshold: 2 }, undefined)
    // 1 was acked, 2 is pending and gone, 3 and 4 were never delivered, 5 and 6 are still to come.
    await stands((check) => check.goneWhilePending === 1)
    await server.cli('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', KEY, '>')
    const check = await stands(({ pending }) => pending.known && pending.value === 3)
    expect(check).toMatchObject({ verdict: 'lost', goneWhilePending: 1, lostUnread: { known: true, value: 2 }, pending: { value: 3 }, added: { value: 6 } })
  })
})
