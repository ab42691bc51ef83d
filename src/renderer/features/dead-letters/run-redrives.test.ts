import { expect, test } from 'vitest'
import type { RedriveOutcome } from '@shared/contract/dead-letters'
import type { EntryId } from '@shared/redis/entry-id'
import { describeRedrives, runRedrives, type RedriveResult } from './run-redrives'

const OK: RedriveOutcome = { kind: 'ok', mark: { at: 1, stream: 's', id: '9-0', by: 'x' } }
const FAILED: RedriveOutcome = { kind: 'failed', message: 'gone', next: '' }
const UNKNOWN: RedriveOutcome = { kind: 'unknown', message: 'broke', next: '' }
const LETTERS = (['1-0', '2-0', '3-0'] as const).map((id: EntryId) => ({ id }))

async function run(outcomes: readonly (RedriveOutcome | Error)[], cancelAfter = Infinity) {
  const controller = new AbortController()
  const sent: string[] = []
  const progress: number[] = []
  const send = async ({ id }: { id: EntryId }): Promise<RedriveOutcome> => {
    sent.push(id)
    if (sent.length >= cancelAfter) controller.abort()
    const outcome = outcomes[sent.length - 1] ?? OK
    if (outcome instanceof Error) throw outcome
    return outcome
  }
  const ended: { end: string; results: readonly RedriveResult[] } = await runRedrives(LETTERS, send, () => FAILED, controller.signal, (results) => progress.push(results.length))
  return { ...ended, sent, progress }
}

test('a letter that cannot go does not stop the others', async () => {
  const { end, sent, results, progress } = await run([OK, FAILED, OK])
  expect({ end, sent, progress }).toEqual({ end: 'completed', sent: ['1-0', '2-0', '3-0'], progress: [1, 2, 3] })
  expect(describeRedrives('completed', results, 3)).toEqual({ level: 'warning', text: '2 redriven. 1 could not go.' })
})

test('a cancel stops after the one under way, and what is done is told', async () => {
  const { end, sent, results } = await run([], 2)
  expect({ end, sent }).toEqual({ end: 'cancelled', sent: ['1-0', '2-0'] })
  expect(describeRedrives('cancelled', results, 3).text).toBe('Cancelled. 2 redriven. 1 was not sent.')
})

test('nothing is sent after an outcome that is not known, or after a call that was refused as a whole', async () => {
  expect(await run([OK, UNKNOWN])).toMatchObject({ end: 'unknown', sent: ['1-0', '2-0'] })
  expect(await run([new Error('not armed')])).toMatchObject({ end: 'stopped', sent: ['1-0'], results: [{ id: '1-0', outcome: FAILED }] })
})
