import { Redis } from 'ioredis'

/** What is true of one group, by looking up every entry: the server, the dead letters and the rows of the ledger, and nothing of the product. */
export interface GroupTruth {
  added: number
  undelivered: string[]
  pending: string[]
  /** Pending, and no longer in the stream. */
  gone: string[]
  /** Neither to be delivered, nor pending, and without an effect, a letter, or a reason to have none. */
  lost: string[]
  once: number
  /** Ids whose effect happened more than once. */
  doubled: string[]
}

/** Reads a stream along from its first entry, as somebody who knows nothing of Sluice, so that it knows every id there ever was. */
export interface LabJudge {
  /** Ids and types so far. */
  entries(): ReadonlyMap<string, string>
  /** A command of its own. What is taken out by it has been read before, in one transaction. */
  call(...command: (string | number)[]): Promise<unknown>
  /** The stream was deleted: what it was is of no account any more. */
  beginAnew(): void
  isThere(): Promise<boolean>
  /** Everything that is in the stream now has been read. */
  catchUp(): Promise<void>
  judge(group: { name: string; types: readonly string[] | undefined }, effects: ReadonlyMap<string, number>): Promise<GroupTruth>
  close(): void
}

type Raw = [id: string, fields: string[]]

function compare(a: string, b: string): number {
  const [[am = '0', as = '0'], [bm = '0', bs = '0']] = [a.split('-'), b.split('-')]
  const [left, right] = am === bm ? [BigInt(as), BigInt(bs)] : [BigInt(am), BigInt(bm)]
  return left < right ? -1 : left > right ? 1 : 0
}

function field(fields: readonly string[], name: string): string | undefined {
  for (let at = 0; at + 1 < fields.length; at += 2) if (fields[at] === name) return fields[at + 1]
  return undefined
}

export function openLabJudge(port: number, key: string): LabJudge {
  const open = (): Redis => {
    const client = new Redis({ port, host: '127.0.0.1', protocol: 2, maxRetriesPerRequest: null })
    // It comes back with the server: a test that restarts one expects that.
    client.on('error', () => undefined)
    return client
  }
  const [reader, client] = [open(), open()]
  const seen = new Map<string, string>()
  let last = '0-0'
  let era = 0
  let closed = false

  function note(entries: readonly Raw[]): void {
    for (const [id, fields] of entries) {
      seen.set(id, field(fields, 'type') ?? '')
      if (compare(id, last) > 0) last = id
    }
  }

  async function follow(): Promise<void> {
    while (!closed) {
      try {
        const asked = era
        const reply = await reader.xread('COUNT', 1000, 'BLOCK', 500, 'STREAMS', key, last)
        // What was asked of a stream that was deleted meanwhile is asked again from the start.
        if (asked === era) for (const [, entries] of reply ?? []) note(entries)
      } catch {
        if (!closed) await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  void follow()

  const range = async (stream: string): Promise<Raw[]> => client.xrange(stream, '-', '+')

  return {
    entries: () => seen,
    async call(name = '', ...rest) {
      const results = await client.multi().xrange(key, '-', '+').call(String(name), ...rest.map(String)).exec()
      note((results?.[0]?.[1] ?? []) as Raw[])
      return results?.[1]?.[1]
    },
    beginAnew() {
      era += 1
      seen.clear()
      last = '0-0'
    },
    isThere: async () => (await client.exists(key)) === 1,
    async catchUp() {
      note(await range(key))
    },
    async judge({ name, types }, effects) {
      note(await range(key))
      const info = new Map<string, unknown>()
      const stream = (await client.call('XINFO', 'STREAM', key)) as unknown[]
      for (let at = 0; at + 1 < stream.length; at += 2) info.set(String(stream[at]), stream[at + 1])
      const groups = (await client.call('XINFO', 'GROUPS', key)) as (string | number | null)[][]
      const facts = groups.find((candidate) => candidate[1] === name) ?? []
      const delivered = String(facts[facts.indexOf('last-delivered-id') + 1] ?? '0-0')
      const there = new Set((await range(key)).map(([id]) => id))
      const pending = facts.length === 0 ? [] : ((await client.call('XPENDING', key, name, '-', '+', 100_000)) as unknown[][]).map((row) => String(row[0]))
      const letters = new Set((await range(`${key}:dlq`)).filter(([, fields]) => field(fields, 'dlq:group') === name).map(([, fields]) => field(fields, 'dlq:id') ?? ''))
      const isPending = new Set(pending)
      const undelivered = [...there].filter((id) => compare(id, delivered) > 0 && !isPending.has(id))
      const open = new Set([...pending, ...undelivered])
      return {
        added: Number(info.get('entries-added')), undelivered, pending, gone: pending.filter((id) => !there.has(id)),
        lost: [...seen].filter(([id, type]) => !open.has(id) && !effects.has(id) && !letters.has(id) && (types === undefined || types.includes(type))).map(([id]) => id),
        once: [...effects.values()].filter((times) => times === 1).length,
        doubled: [...effects].filter(([, times]) => times > 1).map(([id]) => id)
      }
    },
    close() {
      closed = true
      reader.disconnect()
      client.disconnect()
    }
  }
}
