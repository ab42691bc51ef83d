import { Redis } from 'ioredis'

/**
 * The loop that anyone would write with the client alone, in one process: a producer pipelines 100 XADDs at a time, a
 * consumer reads up to 100 with XREADGROUP and acks them in one XACK. Gives entries per second through all three.
 */
export async function runBareLoop(url: string, key: string, entries: number, value: string): Promise<number> {
  const producer = new Redis(url)
  const consumer = new Redis(url)
  await producer.xgroup('CREATE', key, 'g', '0', 'MKSTREAM')
  const start = performance.now()

  async function produce(): Promise<void> {
    for (let sent = 0; sent < entries; sent += 100) {
      const pipeline = producer.pipeline()
      for (let i = 0; i < 100; i++) pipeline.xadd(key, 'MAXLEN', '~', 10_000, '*', 'seq', String(sent + i), 'payload', value)
      await pipeline.exec()
      // The consumer must not be outrun by more than what is kept: an unread entry that is trimmed would never be acked.
      while (sent - acked > 5000) await new Promise((resolve) => setImmediate(resolve))
    }
  }

  let acked = 0
  async function consume(): Promise<void> {
    while (acked < entries) {
      const reply = await consumer.xreadgroup('GROUP', 'g', 'c', 'COUNT', 100, 'BLOCK', 2000, 'STREAMS', key, '>')
      const [, read] = (reply as [string, [string, string[]][]][] | null)?.[0] ?? ['', []]
      if (read.length > 0) acked += await consumer.xack(key, 'g', ...read.map(([id]) => id))
    }
  }

  await Promise.all([produce(), consume()])
  const seconds = (performance.now() - start) / 1000
  await Promise.all([producer.quit(), consumer.quit()])
  return entries / seconds
}
