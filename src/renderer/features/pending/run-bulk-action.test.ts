import { ORPCError } from '@orpc/client'
import { describe, expect, test } from 'vitest'
import type { PendingAction } from '@shared/contract/streams'
import type { EntryId } from '@shared/redis/entry-id'
import { describeRun } from './describe-run'
import { endOfError } from './end-of-error'
import { callsNeeded, firstCall, runBulkAction, type Act, type ActReply, type BulkAction, type BulkProgress } from './run-bulk-action'

const IDS = Array.from({ length: 1201 }, (_, index): EntryId => `${index}-0`)
const ok = (done: number, more: Pick<Partial<ActReply>, 'dropped' | 'cursor'> = {}): ActReply => ({ kind: 'ok', command: [], reply: '', done, ids: [], dropped: [], ...more })
const bad = (kind: 'failed' | 'unknown', message: string, next: string): ActReply => ({ kind, command: [], message, next, done: 0, ids: [], dropped: [] })
const never = new AbortController().signal

/** Runs with the replies given, one per call; an Error is thrown. */
async function run(action: BulkAction, replies: (ActReply | Error)[], signal: AbortSignal = never, onProgress: (progress: BulkProgress) => void = () => undefined) {
  const sent: PendingAction[] = []
  const act: Act = (call) => {
    sent.push(call)
    const reply = replies[sent.length - 1] ?? new Error('asked too often')
    return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply)
  }
  return { result: await runBulkAction(action, act, endOfError, signal, onProgress), sent }
}

describe('a bulk action', () => {
  const ack: BulkAction = { kind: 'ack', ids: IDS }

  test('goes out in calls of at most 500 ids and counts what the server confirmed (TRUST I7)', async () => {
    const steps: BulkProgress[] = []
    const { result, sent } = await run(ack, [ok(500), ok(498), ok(201)], never, (progress) => steps.push(progress))
    expect(sent.map((call) => (call.kind === 'ack' ? call.ids.length : 0))).toEqual([500, 500, 201])
    expect(sent.flatMap((call) => (call.kind === 'ack' ? call.ids : []))).toEqual(IDS)
    expect(steps.map(({ asked, done }) => [asked, done])).toEqual([[500, 500], [1000, 998], [1201, 1199]])
    expect(describeRun(ack, result.end, result)).toEqual({ level: 'success', text: '1,199 acknowledged. 2 were not pending any more.' })
    expect(callsNeeded(ack)).toBe(3)
  })

  test('sends nothing after an unknown outcome (TRUST C2)', async () => {
    const { result, sent } = await run(ack, [ok(500), bad('unknown', 'The reply never came.', 'Read the list.')])
    expect(sent).toHaveLength(2)
    expect(describeRun(ack, result.end, result)).toEqual({ level: 'warning', text: 'The outcome of the last call is unknown: The reply never came. Before it: 500 acknowledged.', next: 'Read the list.' })
  })

  test('sends nothing after a failure, and says what was done before it', async () => {
    const { result, sent } = await run(ack, [ok(500), bad('failed', 'NOPERM.', 'Ask for +xack.')])
    expect(sent).toHaveLength(2)
    expect(describeRun(ack, result.end, result)).toMatchObject({ level: 'error', text: 'NOPERM. Before that: 500 acknowledged.' })
  })

  test('a host that did not answer leaves the outcome unknown; a refusal of the host does not', async () => {
    expect((await run(ack, [new Error('socket closed')])).result.end.kind).toBe('unknown')
    const refused = new ORPCError('FAULT', { data: { code: 'not-armed', message: 'Writes are not armed.', next: 'Arm them.' } })
    const { result } = await run(ack, [refused])
    expect(describeRun(ack, result.end, result)).toEqual({ level: 'error', text: 'Writes are not armed. Nothing was changed.', next: 'Arm them.' })
  })

  test('when cancelled it waits for the call under way and sends no other', async () => {
    const stop = new AbortController()
    const { result, sent } = await run(ack, [ok(500), ok(500)], stop.signal, () => stop.abort())
    expect(sent).toHaveLength(1)
    expect(describeRun(ack, result.end, result)).toEqual({ level: 'info', text: 'Cancelled. 500 acknowledged.', next: '701 were not sent.' })
  })

  test('a claim tells apart what was taken, what had lost its entry and what was left', async () => {
    const claim: BulkAction = { kind: 'claim', ids: IDS.slice(0, 10), consumer: 'wd-2', minIdleMs: 5000 }
    expect(firstCall(claim)).toEqual({ ...claim, ids: IDS.slice(0, 10) })
    const { result } = await run(claim, [ok(6, { dropped: ['3-0'] })])
    expect(describeRun(claim, result.end, result).text).toBe('6 claimed. 3 were not claimed: idle below the minimum, not pending any more, or without an entry, which XCLAIM takes off the list. 1 had lost their entry and were taken off the list.')
  })

  test('an autoclaim follows the server’s cursor until it is back at 0-0', async () => {
    const autoclaim: BulkAction = { kind: 'autoclaim', consumer: 'wd-2', minIdleMs: 5000 }
    const { result, sent } = await run(autoclaim, [ok(500, { cursor: '500-0' }), ok(0, { cursor: '900-0' }), ok(12, { cursor: '0-0', dropped: ['901-0'] })])
    expect(sent.map((call) => (call.kind === 'autoclaim' ? call.start : ''))).toEqual(['0-0', '500-0', '900-0'])
    expect(describeRun(autoclaim, result.end, result).text).toBe('512 claimed. 1 had lost their entry and were taken off the list. The server has looked through the whole list.')
  })
})
