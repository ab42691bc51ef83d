import { Redis } from 'ioredis'

export interface BareLoopOptions {
  url: string
  key: string
  entries: number
  /** Field names and values of entry number `n`, in turn. */
  fields: (n: number) => string[]
  /** XADDs in one pipeline; the next is sent when it is answered. */
  perWrite?: number
  /** COUNT of XREADGROUP. */
  count?: number
  maxLenApprox?: number
}

/**
 * The loop that anyone would write with the client alone, in one process: a producer pipelines XADDs, a consumer reads up to
 * COUNT with XREADGROUP and acks them in one XACK. Gives entries per second through all three.
 */
export async function runBareLoop({ url, key, entries, fields, perWrite = 100, count = 100, maxLenApprox = 10_000 }: BareLoopOptions): Promise<number> {
  const producer = new Redis(url)
  const consumer = new Redis(url)
  await producer.xgroup('CREATE', key, 'g', '0', 'MKSTREAM')
  const start = performance.now()

  async function produce(): Promise<void> {
    for (let sent = 0; sent < entries; sent += perWrite) {
      const pipeline = producer.pipeline()
      for (let i = 0; i < perWrite; i++) pipeline.xadd(key, 'MAXLEN', '~', maxLenApprox, '*', ...fields(sent + i))
      await pipeline.exec()
      // The consumer must not be outrun by more than what is kept: an unread entry that is trimmed would never be acked.
      while (sent - acked > maxLenApprox / 2) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  let acked = 0
  async function consume(): Promise<void> {
    while (acked < entries) {
      const reply = await consumer.xreadgroup('GROUP', 'g', 'c', 'COUNT', count, 'BLOCK', 2000, 'STREAMS', key, '>')
      const [, read] = (reply as [string, [string, string[]][]][] | null)?.[0] ?? ['', []]
      if (read.length > 0) acked += await consumer.xack(key, 'g', ...read.map(([id]) => id))
    }
  }

  await Promise.all([produce(), consume()])
  const seconds = (performance.now() - start) / 1000
  await Promise.all([producer.quit(), consumer.quit()])
  return entries / seconds
}
