import { expect, it, vi } from 'vitest'
import { IDS_PER_EVENT } from '@shared/model/workbench-event'
import { realClock } from '../redis/testing/real-clock'
import type { ThreadReport } from './thread-protocol'
import { createThreadReporter } from './thread-report'

function record() {
  const reports: ThreadReport[] = []
  return { reports, report: createThreadReporter((message) => reports.push(message), realClock) }
}

const at = expect.any(Number)

it('sends the first thing after a quiet time in the same turn, and the rest together', async () => {
  const { reports, report } = record()
  report.delivered('1-0', false)
  await Promise.resolve()
  expect(reports).toEqual([{ delivered: { count: 1, at, ids: ['1-0'] } }])
  report.delivered('2-0', false)
  report.delivered('3-0', true)
  report.acked(['2-0'], 1)
  expect(reports).toHaveLength(1)
  await vi.waitFor(() => expect(reports).toHaveLength(2))
  expect(reports[1]).toEqual({ delivered: { count: 1, at, ids: ['2-0'] }, again: { count: 1, at, ids: ['3-0'] }, acked: { count: 1, nothing: 0, at, ids: ['2-0'] } })
})

it('sends a change of status at once, with all that went before it', () => {
  const { reports, report } = record()
  report.failed('1-0', 'Simulated failure.')
  report.status({ kind: 'held', gate: 'G4' })
  expect(reports).toEqual([{ failed: [{ count: 1, at, ids: ['1-0'], why: 'Simulated failure.' }], status: { kind: 'held', gate: 'G4' } }])
})

it('keeps what failed for one reason apart from what failed for another', () => {
  const { reports, report } = record()
  report.failed('1-0', 'The entry is no longer in the stream.')
  report.failed('2-0', 'Simulated failure.')
  report.failed('3-0', 'Simulated failure.')
  report.deadLettered('4-0', 'dlq', 'Tried 3 times.')
  report.deadLettered('5-0', 'dlq', 'The circuit is open.')
  report.flush()
  expect(reports[0]?.failed).toEqual([{ count: 1, at, ids: ['1-0'], why: 'The entry is no longer in the stream.' }, { count: 2, at, ids: ['2-0', '3-0'], why: 'Simulated failure.' }])
  expect(reports[0]?.deadLettered).toEqual([{ count: 1, at, ids: ['4-0'], to: 'dlq', why: 'Tried 3 times.' }, { count: 1, at, ids: ['5-0'], to: 'dlq', why: 'The circuit is open.' }])
})

it('after a freeze tells the status from before it', () => {
  const { reports, report } = record()
  report.status({ kind: 'held', gate: 'G4' })
  report.status({ kind: 'frozen' })
  report.thawed()
  expect(reports.map(({ status }) => status?.kind)).toEqual(['held', 'frozen', 'held'])
})

it('counts exactly and names at most so many', () => {
  const { reports, report } = record()
  for (let i = 1; i <= IDS_PER_EVENT + 36; i++) report.added(`${i}-0`)
  report.flush()
  expect(reports[0]?.added).toMatchObject({ count: IDS_PER_EVENT + 36, lastId: '100-0' })
  expect(reports[0]?.added?.ids).toHaveLength(IDS_PER_EVENT)
})

it('names no ids when an XACK answered fewer than it was asked: which ones is not known', () => {
  const { reports, report } = record()
  report.acked(['1-0', '2-0', '3-0'], 2)
  report.flush()
  expect(reports[0]?.acked).toEqual({ count: 2, nothing: 1, at, ids: [] })
})

it('leaves gates out when there were too many to be told apart', () => {
  const { reports, report } = record()
  for (let i = 0; i < 17; i++) report.gate('G2', '1-0')
  report.error()
  report.flush()
  expect(reports).toEqual([{ errors: 1 }])
  report.gate('G3', undefined)
  report.flush()
  expect(reports[1]).toEqual({ gates: [{ gate: 'G3' }] })
})

it('counts commands of one shape together and cuts what is long', () => {
  const { reports, report } = record()
  const result = { outcome: 'ok', reply: '1-0', tookMs: 1, times: 1 } as const
  report.command(['XADD', 'k', '*', 'f', 'x'.repeat(1000)], result)
  report.command(['XADD', 'k', '*', 'f', 'y'], { ...result, times: 99 })
  report.command(['XACK', 'k', 'g', ...Array.from({ length: 60 }, (_unused, index) => `${index}-0`)], result)
  report.flush()
  const [added, acked] = reports[0]?.commands ?? []
  expect(added).toMatchObject({ times: 100, omitted: 0, command: ['XADD', 'k', '*', 'f', 'x'.repeat(240)] })
  expect(acked).toMatchObject({ times: 1, omitted: 23 })
})
