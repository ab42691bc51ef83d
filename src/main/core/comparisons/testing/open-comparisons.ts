import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import type { ComparisonStart } from '@shared/contract/comparisons'
import { createSeededRandom } from '@shared/lib/seeded-random'
import type { ComparisonState } from '@shared/model/comparison-state'
import type { StreamRef } from '@shared/model/stream-ref'
import { createOpenService } from '../../../hosts/shared/service-server'
import { startSandbox } from '../../../sandbox/testing/start-sandbox'
import { realClock } from '../../redis/testing/real-clock'
import { startRedisServer } from '../../redis/testing/redis-server'
import { buildThread } from '../../workers/testing/build-thread'
import { openPoolUnderTest, type PoolUnderTest } from '../../workers/testing/pool-under-test'
import { createComparisonManager, type ComparisonManager } from '../comparison-manager'

export type ServerKind = 'redis-server' | 'built-in sandbox'
export const SERVERS: readonly ServerKind[] = ['redis-server', 'built-in sandbox']

type SubjectOf<K extends ComparisonState['kind']> = Extract<ComparisonState, { kind: K }>

export interface ComparisonBench {
  bench: PoolUnderTest
  comparisons: ComparisonManager
  /** Streams that are watched now. */
  watched: () => string[]
  start(input: ComparisonStart extends infer S ? (S extends { connection: string } ? Omit<S, 'connection'> : never) : never): Promise<string>
  state<K extends ComparisonState['kind']>(kind: K): SubjectOf<K>
  /** Waits until it holds of the newest figures. */
  until<K extends ComparisonState['kind']>(kind: K, holds: (state: SubjectOf<K>) => void, ms?: number): Promise<void>
  close(): Promise<void>
}

/** Comparisons with a real pool on a real server of either kind, and what is seen of them. */
export async function openComparisons(kind: ServerKind): Promise<ComparisonBench> {
  const [server, thread] = await Promise.all([kind === 'redis-server' ? startRedisServer() : startSandbox(), buildThread('../worker-thread.ts')])
  const bench = await openPoolUnderTest(server.port, thread.file)
  const watched = new Set<string>()
  const silent = (): void => undefined
  const comparisons = createComparisonManager({
    sink: bench.log, connection: () => bench.connection, pool: bench.pool, clock: realClock, random: createSeededRandom(3), instance: 'test1234',
    openService: createOpenService(() => randomUUID()), logger: { debug: silent, info: silent, warn: silent, error: silent },
    observer: { watch: ({ key }: StreamRef) => void watched.add(key), unwatch: ({ key }: StreamRef) => void watched.delete(key) }
  })
  function state<K extends ComparisonState['kind']>(wanted: K): SubjectOf<K> {
    const found = Object.values(bench.log.current().comparisons).find((candidate): candidate is SubjectOf<K> => candidate.kind === wanted)
    if (found === undefined) throw new Error(`nothing is known of ${wanted}`)
    return found
  }
  return {
    bench, comparisons, state,
    watched: () => [...watched],
    start: (input) => comparisons.start({ ...input, connection: 'test' }),
    until: (wanted, holds, ms = 15_000) => vi.waitFor(() => holds(state(wanted)), { timeout: ms, interval: 30 }),
    async close() {
      await comparisons.dispose()
      await bench.close()
      await thread.remove()
      await ('stop' in server ? server.stop() : server.close())
    }
  }
}

/** Nothing under the prefix is left on the server, and no socket of a comparison. */
export async function expectNothingLeft({ bench, watched }: ComparisonBench, keys: readonly string[]): Promise<void> {
  expect(keys.length).toBeGreaterThan(0)
  expect(await bench.connection.observer.send(['EXISTS', ...keys], { by: 'lab' })).toBe('0')
  expect(bench.pool.states()).toEqual([])
  expect(watched()).toEqual([])
}
