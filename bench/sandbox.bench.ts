// The sandbox server as its own program against redis-server, with the same lean client, in turns in one run; and what a
// million entries and a million pending ones cost.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRedisServer } from '../src/main/core/redis/testing/redis-server'
import { ROOT } from './lib/core'
import { encode, openLeanClient, type LeanClient } from './lib/lean-client'
import { median, report } from './lib/report'

const BATCH = 100
const CLIENTS = 4
const ENTRIES = 200_000
const ROUNDS = 3
const VALUE = 'x'.repeat(200)
const MILLION = 1_000_000

interface Sandbox {
  child: ChildProcess
  port: number
}

async function startSandbox(): Promise<Sandbox> {
  const child = spawn(process.execPath, [join(ROOT, 'out/main/sandbox.cjs'), '--no-auth', '--ready-json'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, port: (JSON.parse(line.toString()) as { port: number }).port }
}

/** `keep`: no loop ends that waits for what was trimmed before it was read. */
function addBatch(key: string, keep: number): Buffer {
  return Buffer.from(encode(['XADD', key, 'MAXLEN', '~', String(keep), '*', 'seq', '1', 'payload', VALUE]).repeat(BATCH))
}

async function together(clients: readonly LeanClient[], work: (client: LeanClient, index: number) => Promise<void>): Promise<number> {
  const start = performance.now()
  await Promise.all(clients.map(work))
  return (performance.now() - start) / 1000
}

/** Entries per second, pipelined by a few clients at once. */
async function measureAdd(port: number, key: string): Promise<number> {
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => openLeanClient(port)))
  const request = addBatch(key, ENTRIES / 2)
  const seconds = await together(clients, async (client) => {
    for (let sent = 0; sent < ENTRIES / CLIENTS; sent += BATCH) await client.send(request, BATCH)
  })
  for (const client of clients) client.close()
  return ENTRIES / seconds
}

function idsIn(reply: Buffer): string[] {
  return reply.toString('latin1').match(/(?<=\r\n)\d{13}-\d+(?=\r\n)/g) ?? []
}

/** Entries per second through XADD, XREADGROUP and XACK, each with a socket of its own. */
async function measureLoop(port: number, key: string): Promise<number> {
  const [producer, consumer] = await Promise.all([openLeanClient(port), openLeanClient(port)])
  await consumer.send(Buffer.from(encode(['XGROUP', 'CREATE', key, 'g', '0', 'MKSTREAM'])), 1)
  const add = addBatch(key, ENTRIES)
  const read = Buffer.from(encode(['XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', String(BATCH), 'BLOCK', '2000', 'STREAMS', key, '>']))
  const seconds = await together([producer, consumer], async (client, index) => {
    if (index === 0) {
      for (let sent = 0; sent < ENTRIES; sent += BATCH) await client.send(add, BATCH)
      return
    }
    for (let acked = 0; acked < ENTRIES; ) {
      const ids = idsIn(await client.send(read, 1))
      if (ids.length > 0) await client.send(Buffer.from(encode(['XACK', key, 'g', ...ids])), 1)
      acked += ids.length
    }
  })
  producer.close()
  consumer.close()
  return ENTRIES / seconds
}

function residentMemory(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}

/** The median time of one command in milliseconds, over places spread through the stream. */
async function timeAt(client: LeanClient, make: (n: number) => string[]): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < 200; index++) {
    const request = Buffer.from(encode(make(index)))
    const start = performance.now()
    await client.send(request, 1)
    times.push(performance.now() - start)
  }
  return median(times)
}

interface Sizes {
  bytesPerEntry: number
  bytesPerPending: number
  times: Map<string, number>
}

/** Fills a stream, lets one consumer have all of it, and times what looks into the middle of it. */
async function measureSize({ child: { pid = 0 }, port }: Sandbox, key: string, entries: number): Promise<Sizes> {
  const client = await openLeanClient(port)
  const before = residentMemory(pid)
  for (let from = 1; from <= entries; from += 1000) {
    let request = ''
    for (let n = from; n < from + 1000; n++) request += encode(['XADD', key, `${n}-1`, 'seq', String(n)])
    await client.send(Buffer.from(request), 1000)
  }
  const filled = residentMemory(pid)
  await client.send(Buffer.from(encode(['XGROUP', 'CREATE', key, 'g', '0'])), 1)
  for (let read = 0; read < entries; read += 1000) await client.send(Buffer.from(encode(['XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '1000', 'STREAMS', key, '>'])), 1)
  const pending = residentMemory(pid)
  const spread = (n: number): string => `${1 + Math.floor((n / 200) * (entries - 100))}-1`
  const times = new Map([
    ['XRANGE', await timeAt(client, (n) => ['XRANGE', key, spread(n), '+', 'COUNT', '50'])],
    ['XREVRANGE', await timeAt(client, (n) => ['XREVRANGE', key, spread(n + 100), '-', 'COUNT', '50'])],
    ['XPENDING', await timeAt(client, (n) => ['XPENDING', key, 'g', spread(n), '+', '50'])],
    ['XCLAIM', await timeAt(client, (n) => ['XCLAIM', key, 'g', 'd', '0', spread(n)])],
    ['XACK', await timeAt(client, (n) => ['XACK', key, 'g', spread(n)])]
  ])
  client.close()
  return { bytesPerEntry: (filled - before) / entries, bytesPerPending: (pending - filled) / entries, times }
}

const server = await startRedisServer()
const sandbox = await startSandbox()
/** For the memory: one that has no freed memory to use again. */
const fresh = await startSandbox()
try {
  const figures = { addOurs: [] as number[], addReal: [] as number[], loopOurs: [] as number[], loopReal: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    figures.addReal.push(await measureAdd(server.port, `add:${round}`))
    figures.addOurs.push(await measureAdd(sandbox.port, `add:${round}`))
    figures.loopReal.push(await measureLoop(server.port, `loop:${round}`))
    figures.loopOurs.push(await measureLoop(sandbox.port, `loop:${round}`))
  }
  for (const [what, ours, real] of [['pipelined XADD', figures.addOurs, figures.addReal], ['full loop', figures.loopOurs, figures.loopReal]] as const) {
    const ratio = median(ours) / median(real)
    report({ what: `sandbox server to redis-server: ${what}`, measured: `${ratio.toFixed(2)} × (${Math.round(median(ours) / 1000)} k to ${Math.round(median(real) / 1000)} k/s)`, must: '≥ 0.25 ×', ok: ratio >= 0.25 })
  }
  const small = await measureSize(fresh, 'small', 10_000)
  const large = await measureSize(fresh, 'large', MILLION)
  for (const [name, ms] of large.times) {
    const before = small.times.get(name) ?? Number.NaN
    // O(log n) is 1.5 times at a hundred times the size; the rest is room for a noisy machine.
    report({ what: `sandbox server, ${name} in 1,000,000 entries to 10,000`, measured: `${(ms / before).toFixed(2)} × (${ms.toFixed(2)} ms)`, must: '≤ 5 ×', ok: ms <= before * 5 })
  }
  report({ what: 'sandbox server, memory of 1,000,000 entries and as many pending', measured: `${Math.round(large.bytesPerEntry)} and ${Math.round(large.bytesPerPending)} bytes each`, must: 'stated', ok: true })
} finally {
  sandbox.child.kill()
  fresh.child.kill()
  await server.stop()
}
