import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { consumer } from '@shared/alerts/testing/picture'
import { formatMetrics } from '@shared/metrics/metric-text'
import { toLabMetrics } from '@shared/metrics/lab-metrics'
import type { ConsumerState } from '@shared/model/worker-state'
import { EventLog } from '../live/event-log'
import { createObserver, type Observer } from '../observe/observer'
import { realClock } from '../redis/testing/real-clock'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openTestConnection, type TestConnection } from '../workers/testing/test-connection'
import { createLetterCounter, MOST_COUNTED } from './letter-counter'
import { createLetterCounting, type LetterCounting } from './letter-counts'

const wait = { timeout: 15_000, interval: 50 }
const KEY = 'sluice:lab:dlq'
const STREAM = { connection: 'test', key: KEY }

let server: TestServer
let connection: TestConnection
let log: EventLog
let observer: Observer
let counting: LetterCounting

const burying = (group: string, handler: string): ConsumerState => consumer({
  id: group, connection: 'test', key: 's', group, settings: { ...consumer().settings, policies: {
    handler: { name: handler, typeField: 'type' }, ack: 'after-commit', idempotency: 'none', reclaim: { by: 'nobody' }, deadLetter: { afterDeliveries: 3, stream: 'dlq' }, noAck: false
  } }
})
const add = async (handler: string, times: number): Promise<string> =>
  server.cli('EVAL', "local id for i = 1, ARGV[2] do id = redis.call('XADD', KEYS[1], '*', 'dlq:stream', 's', 'dlq:handler', ARGV[1], 'n', i) end return id", '1', KEY, handler, String(times))
/** The depth by handler as a scrape would have it; what is unknown is not there. */
const depths = (): Record<string, number> => Object.fromEntries(formatMetrics(toLabMetrics(log.current())).split('\n').flatMap((line) => {
  const match = /^eventflow_dlq_depth\{handler="(.*)"\} (\d+)$/.exec(line)
  return match === null ? [] : [[match[1] ?? '', Number(match[2])]]
}))

beforeAll(async () => {
  server = await startRedisServer()
  connection = await openTestConnection(server.port)
  log = new EventLog(realClock)
  observer = createObserver({ connection: () => connection, sink: log, clock: realClock, isOwnConsumer: () => false })
  log.append({ kind: 'connection-changed', connection: connection.state() })
  for (const worker of [burying('g', 'mail'), burying('h', 'sms')]) log.append({ kind: 'worker-changed', worker })
  counting = createLetterCounting({ log, connection: () => connection, clock: realClock })
})
afterAll(async () => {
  counting.dispose()
  observer.dispose()
  connection.close()
  await server.stop()
})

describe('the depth of dead letters that handlers share', () => {
  it('C6: is counted by what each letter names, whoever put it there, and stays right as letters come and go', async () => {
    await add('mail', 3)
    await add('sms', 2)
    await server.cli('XADD', KEY, '*', 'from', 'somebody else')
    observer.watch(STREAM)
    await vi.waitFor(() => expect(depths()).toEqual({ mail: 3, sms: 2 }), wait)
    const last = await add('sms', 250)
    await vi.waitFor(() => expect(depths()).toEqual({ mail: 3, sms: 252 }), wait)
    await server.cli('XDEL', KEY, last.trim())
    await add('mail', 1)
    await vi.waitFor(() => expect(depths()).toEqual({ mail: 4, sms: 251 }), wait)
  })

  it('is unknown, not 0, where too much lies there to be counted', async () => {
    await add('mail', MOST_COUNTED)
    await vi.waitFor(() => expect(log.current().streams[`test/${KEY}`]?.reading).toMatchObject({ length: MOST_COUNTED + 256 }), wait)
    await vi.waitFor(() => expect(depths()).toEqual({}), wait)
    const counter = createLetterCounter(connection, STREAM)
    expect(await counter.step()).toBeUndefined()
    await server.cli('XTRIM', KEY, 'MAXLEN', '10')
    expect(await counter.step()).toMatchObject({ length: 10, counts: [{ handler: 'mail', count: 10 }] })
    await vi.waitFor(() => expect(depths()).toEqual({ mail: 10, sms: 0 }), wait)
  })

  it('reads only what is new once it has counted', async () => {
    const counter = createLetterCounter(connection, STREAM)
    await counter.step()
    await server.cli('CONFIG', 'RESETSTAT')
    await server.cli('CONFIG', 'SET', 'slowlog-log-slower-than', '0')
    await server.cli('SLOWLOG', 'RESET')
    await add('sms', 1)
    expect(await counter.step()).toMatchObject({ length: 11 })
    const asked = (await server.cli('SLOWLOG', 'GET', '50')).split('\n').join(' ')
    expect(asked).toMatch(new RegExp(`XRANGE ${KEY} \\(\\d+-\\d+ \\+ COUNT 200`))
    await server.cli('CONFIG', 'SET', 'slowlog-log-slower-than', '10000')
  })
})
