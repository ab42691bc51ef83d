import fc from 'fast-check'
import type { LinkFault } from '@shared/labs/link-fault'
import type { Gate } from '@shared/model/worker-state'

/** A lab file as data, before it has names of its own. */
export interface RandomLab {
  trim: { maxLen: number; exact: boolean } | undefined
  sources: object[]
  groups: RandomGroup[]
}

export interface RandomGroup {
  consumers: number
  /** The types that its handler wants; undefined for all. */
  types: readonly string[] | undefined
  effect: boolean
  rest: object
}

export type RandomFault =
  | { kind: 'wait'; entries: number }
  | { kind: 'crash'; who: number; at: Gate | undefined }
  | { kind: 'freeze' | 'resume' | 'stop' | 'start' | 'cut'; who: number }
  | { kind: 'claim' | 'ack'; group: number; who: number; entries: number }
  | { kind: 'trim' | 'delete'; entries: number }
  | { kind: 'delete-group' | 'delete-consumer' | 'sweeper'; group: number; who: number }
  | { kind: 'link'; who: number; fault: LinkFault }
  /** Those of another lab's group, while it runs. */
  | { kind: 'policies'; group: number; rest: object }
  | { kind: 'redrive' | 'restart' | 'start-again' | 'delete-stream' }

/** Fewer than this are never left by a trim, so that whoever reads along as the judge misses none. */
const LEAST_KEPT = 260

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 1 })
const ms = (from: number, to: number): fc.Arbitrary<number> => fc.integer({ min: from, max: to })

const source = fc.record({
  schedule: fc.oneof(
    fc.record({ once: fc.integer({ min: 5, max: 120 }), gapMs: ms(0, 8) }),
    fc.record({ burst: fc.integer({ min: 3, max: 30 }), everyMs: ms(40, 200) })
  ),
  locks: fc.boolean()
}).map(({ schedule, locks }) => ({
  kind: 'producer', schedule, templates: [{ fields: { type: '{{pick a|b|c}}', event: '{{int 1 400}}', n: '{{seq}}' } }],
  ...(locks && { enqueue: { idempotency: 'lock', key: 'event', ttlMs: 300 } })
}))

const reclaim = fc.oneof(
  fc.constant({ by: 'nobody' }),
  fc.record({ by: fc.constantFrom('autoclaim-first', 'read'), minIdleMs: ms(20, 250) }),
  fc.record({ by: fc.constant('sweeper'), everyMs: ms(100, 300), minIdleMs: ms(20, 250) })
)

const group: fc.Arbitrary<RandomGroup> = fc.record({
  consumers: fc.integer({ min: 1, max: 3 }), plain: fc.nat(5),
  types: maybe(fc.constantFrom(['a'], ['a', 'b'])), count: fc.integer({ min: 1, max: 10 }), blockMs: ms(20, 200), noAck: fc.nat(7), start: fc.constantFrom('0', '0', '$'),
  work: fc.constantFrom({ fixedMs: 0 }, { fixedMs: 3 }, { fromMs: 0, toMs: 6 }), failureRate: fc.constantFrom(0, 0, 0.1, 0.5), poison: maybe(fc.constantFrom('7', '13')),
  ack: fc.constantFrom('after-commit', 'after-commit', 'before-work', 'outside-transaction'), ackBatch: fc.boolean(), idempotency: fc.constantFrom('ledger', 'ledger', 'none', 'guard-first'),
  releaseLock: fc.boolean(), retry: maybe(fc.record({ attempts: fc.integer({ min: 1, max: 3 }), baseMs: ms(10, 60) })), reclaim, lease: maybe(fc.record({ renewMs: ms(50, 100) })),
  deadLetter: maybe(fc.integer({ min: 1, max: 5 })), breaker: maybe(fc.record({ failures: fc.integer({ min: 2, max: 5 }), openMs: ms(50, 300) })), backpressure: maybe(fc.integer({ min: 1, max: 20 }))
}).map((one) => {
  const effect = one.plain > 0
  const noAck = one.noAck === 0
  return {
    consumers: one.consumers, types: one.types, effect,
    rest: {
      start: one.start, read: { count: one.count, blockMs: one.blockMs, noAck }, ack: one.ack, ackBatch: one.ackBatch,
      handler: {
        processing: one.work, failureRate: one.failureRate, ...(one.types !== undefined && { types: one.types }), ...(one.poison !== undefined && { poison: { field: 'n', contains: one.poison } }),
        ...(effect && { effect: { kind: 'count', key: 'n' } })
      },
      idempotency: one.idempotency === 'ledger' && !effect ? 'none' : one.idempotency,
      ...(one.releaseLock && { releaseLock: 'event' }), ...(one.lease !== undefined && { lease: one.lease }), ...(one.backpressure !== undefined && { backpressure: { pauseAbovePending: one.backpressure } }),
      ...(!noAck && { reclaim: one.reclaim, ...(one.retry !== undefined && { retry: one.retry }) }),
      ...(!noAck && one.deadLetter !== undefined && { deadLetter: { afterDeliveries: one.deadLetter }, ...(one.breaker !== undefined && { breaker: one.breaker }) })
    }
  }
})

export const randomLab: fc.Arbitrary<RandomLab> = fc.record({
  trim: maybe(fc.record({ maxLen: fc.integer({ min: LEAST_KEPT, max: 400 }), exact: fc.boolean() })),
  sources: fc.array(source, { minLength: 1, maxLength: 2 }),
  groups: fc.array(group, { minLength: 1, maxLength: 3 })
})

const who = fc.nat(8)
/** Oftener where an effect and its ack come apart. */
const gate = fc.constantFrom<Gate>('G0', 'G1', 'G2', 'G3', 'G3', 'G4', 'G4', 'G5', 'G5', 'G6')
const pick = fc.record({ group: fc.nat(2), who, entries: fc.integer({ min: 1, max: 5 }) })

/** What ends by itself, or lets a worker connect and go on. */
const linkFault: fc.Arbitrary<LinkFault> = fc.oneof(
  fc.record({ kind: fc.constant('latency' as const), ms: ms(1, 30), jitterMs: ms(0, 20) }),
  fc.record({ kind: fc.constant('bandwidth' as const), bytesPerSecond: fc.integer({ min: 20_000, max: 200_000 }) }),
  fc.record({ kind: fc.constant('cut-reply' as const), afterBytes: fc.integer({ min: 0, max: 3000 }) }),
  fc.constant({ kind: 'none' as const })
)

export const randomFault: fc.Arbitrary<RandomFault> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('wait' as const), entries: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('crash' as const), who, at: fc.option(gate, { nil: undefined }) }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constantFrom('freeze' as const, 'resume' as const, 'stop' as const, 'start' as const, 'start' as const, 'cut' as const), who }) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('claim' as const, 'claim' as const, 'ack' as const), pick).map(([kind, rest]) => ({ kind, ...rest })) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('trim' as const, 'delete' as const), entries: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('delete-group' as const, 'delete-consumer' as const, 'sweeper' as const), pick).map(([kind, rest]) => ({ kind, ...rest })) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), who, fault: linkFault }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('policies' as const), group: fc.nat(2), rest: group.map(({ rest }) => rest) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('redrive' as const, 'restart' as const, 'start-again' as const, 'delete-stream' as const) }) }
)

/** The file itself, under names that no other run has: guards, locks and circuits are kept by name. */
export function toLabText({ trim, sources, groups }: RandomLab, name: string): string {
  return JSON.stringify({
    sluice: 1, name, title: name,
    streams: [{ name, ...(trim !== undefined && { trim }) }, { name: `${name}:dlq` }],
    sources: sources.map((one, index) => ({ ...one, name: `${name}-p${index}`, stream: name })),
    groups: groups.map(({ consumers, rest }, index) => {
      const { handler, deadLetter, ...policies } = rest as { handler: object; deadLetter?: object }
      return {
        ...policies, name: `${name}-g${index}`, stream: name, consumers: { prefix: `${name}-g${index}`, count: consumers }, handler: { ...handler, name: `${name}-h${index}` },
        ...(deadLetter !== undefined && { deadLetter: { ...deadLetter, stream: `${name}:dlq` } })
      }
    })
  })
}
