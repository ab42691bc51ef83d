import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { marksKey, parseMark, REDRIVEN_FROM } from '@shared/redis/dead-letter'
import { toEntryId, type EntryId } from '@shared/redis/entry-id'
import { redriveLetter } from './redrive-letter'
import { openTwoOnOneServer, type TwoOnOneServer } from './testing/two-on-one-server'
import { undoRedrive } from './undo-redrive'

const LETTERS = 3
const GROUPS = ['g', 'h']

type Step = { do: 'redrive' | 'undo'; letter: number; by: 'one' | 'other' } | { do: 'read'; group: string } | { do: 'add' }

const letter = fc.nat(LETTERS - 1)
const who = fc.constantFrom('one', 'other')
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('redrive'), letter, by: who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo'), letter, by: who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read'), group: fc.constantFrom(...GROUPS) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('add') }) }
)

/** Which letter each entry of a reply was, by what it says; entries that were no letter are left out. */
function lettersIn(reply: unknown): { id: string; letter: string }[] {
  if (!Array.isArray(reply)) return []
  return (reply as unknown[]).flatMap((entry) => {
    const [id, flat] = Array.isArray(entry) ? (entry as unknown[]) : []
    const fields = Array.isArray(flat) ? (flat as unknown[]) : []
    return fields[0] === REDRIVEN_FROM ? [{ id: String(id), letter: String(fields[1]) }] : []
  })
}

describe.each(['redis-server', 'built-in'] as const)('on %s', (kind) => {
  let pair: TwoOnOneServer
  let runs = 0
  beforeAll(async () => {
    pair = await openTwoOnOneServer(kind)
  })
  afterAll(() => pair.dispose())

  it('M16, M17 after redrives, undos and consumers at once in any order, no dead letter is lost and none was given out twice', async () => {
    await fc.assert(
      // Each inner list is sent at once, by two connections and a third.
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }), async (rounds) => {
        runs += 1
        const origin = `sluice:lab:p${runs}`
        const stream = { connection: pair.one.id, key: `${origin}:dlq` }
        for (const group of GROUPS) await pair.call('XGROUP', 'CREATE', origin, group, '0', 'MKSTREAM')
        const ids: EntryId[] = []
        for (let n = 0; n < LETTERS; n++) ids.push(toEntryId(String(await pair.call('XADD', stream.key, '*', 'dlq:stream', origin, 'n', String(n)))))
        const given = new Map<string, Set<string>>(ids.map((id) => [id, new Set()]))
        const read = async (group: string): Promise<number> => {
          const reply = await pair.call('XREADGROUP', 'GROUP', group, 'c', 'COUNT', '10', 'STREAMS', origin, '>')
          const found = Array.isArray(reply) ? lettersIn((reply as unknown[][])[0]?.[1]) : []
          for (const entry of found) given.get(entry.letter)?.add(entry.id)
          return found.length
        }
        const run = async (at: Step): Promise<unknown> => {
          switch (at.do) {
            case 'add':
              return pair.call('XADD', origin, '*', 'new', '1')
            case 'read':
              return read(at.group)
            case 'redrive':
              return redriveLetter(pair[at.by], pair.test.log, stream, { id: ids[at.letter] ?? '0-0' })
            case 'undo':
              return undoRedrive(pair[at.by], { ...stream, id: ids[at.letter] ?? '0-0' })
          }
        }
        for (const round of rounds) await Promise.all(round.map(run))

        const there = lettersIn(await pair.call('XRANGE', origin, '-', '+', 'COUNT', '1000'))
        for (const id of ids) {
          expect(await pair.call('XRANGE', stream.key, id, id)).toHaveLength(1)
          const became = new Set([...(given.get(id) ?? []), ...there.filter((entry) => entry.letter === id).map((entry) => entry.id)])
          const marks = await pair.call('HMGET', marksKey(stream.key), id)
          const mark = Array.isArray(marks) && typeof marks[0] === 'string' ? parseMark(marks[0]) : undefined
          // Marked: it is out there, once, under the id of the mark. Not marked: it is nowhere, and may be redriven.
          expect([...became]).toEqual(mark === undefined ? [] : [mark.id])
          expect(mark?.undoing).toBeUndefined()
        }
      }),
      { numRuns: 200 }
    )
  }, 60_000)
})
