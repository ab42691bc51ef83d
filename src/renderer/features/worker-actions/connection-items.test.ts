import { beforeEach, describe, expect, test } from 'vitest'
import type { LinkState } from '@shared/model/link-state'
import type { ProducerState, WorkerStatus } from '@shared/model/worker-state'
import type { MenuItem } from '../../ui/menu'
import { connectionItems, healReason } from './connection-items'
import { useLinkDialog } from './link-dialog-store'
import { describeLink } from './link-words'
import type { WorkerControls } from './use-worker-controls'

const asked: unknown[] = []
const ask = (name: string) => (value?: unknown): void => void asked.push(value === undefined ? name : [name, value])
const controls = Object.fromEntries(['crash', 'freeze', 'resume', 'stop', 'start', 'step', 'hold', 'remove', 'setLink', 'cutLink', 'leaveProxy'].map((name) => [name, ask(name)])) as unknown as WorkerControls

const running: WorkerStatus = { kind: 'running', since: 0, gate: 'G0', doing: 'reads' }
const link = (change: Partial<LinkState> = {}): LinkState => ({
  fault: { kind: 'none' }, since: 1000, connections: 1, open: 1, unheard: false, toServer: 0, toWorker: 0, forgotten: 0, phantoms: 0, vanished: 0, cuts: 0, ...change
})
const worker = (status: WorkerStatus, state?: LinkState): ProducerState => ({
  id: 'w1', connection: 'sandbox', key: 'sluice:lab:x', role: 'producer', duplicates: 0, name: 'p', status, unknownOutcomes: 0, startedAt: 0,
  counts: { added: 0, delivered: 0, redelivered: 0, acked: 0, failed: 0, skipped: 0, deadLettered: 0, errors: 0 },
  settings: { schedule: { kind: 'once', size: 1 }, templates: [] }, ...(state !== undefined && { link: state })
})

function items(of: ProducerState): Extract<MenuItem, { kind: 'item' }>[] {
  return connectionItems(of, controls).filter((item) => item.kind === 'item')
}

function choose(of: ProducerState, label: string): void {
  items(of).find((item) => item.label === label)?.onSelect()
}

beforeEach(() => {
  asked.length = 0
  useLinkDialog.setState({ dialog: undefined })
})

describe('what a person can do to the connection of a worker', () => {
  test('every greyed line says why, in a sentence', () => {
    const statuses: WorkerStatus[] = [running, { kind: 'stopped', since: 0 }, { kind: 'held', since: 0, gate: 'G0' }, { kind: 'stopping', since: 0, doing: 'sends' }, { kind: 'reconnecting', since: 0, message: 'lost' }]
    for (const status of statuses) {
      for (const state of [undefined, link(), link({ fault: { kind: 'black-hole' } })]) {
        for (const { reason } of items(worker(status, state))) expect(reason ?? 'A sentence.').toMatch(/^[A-Z].*\.$/)
      }
    }
  })

  test('a black hole is chosen at once, and released by the line that says so', () => {
    choose(worker(running), 'Black hole')
    const dark = worker(running, link({ fault: { kind: 'black-hole' } }))
    expect(items(dark).find((item) => item.chosen === true)?.label).toBe('Black hole')
    choose(dark, 'Release the black hole')
    expect(asked).toEqual([['setLink', { kind: 'black-hole' }], ['setLink', { kind: 'none' }]])
    expect(healReason(worker(running))).toBe('Its connection has no fault.')
    expect(healReason(worker(running, link({ next: { kind: 'black-hole' } })))).toBeUndefined()
  })

  test('what needs a number asks for it first', () => {
    choose(worker(running), 'Silent drop when idle…')
    expect([asked, useLinkDialog.getState().dialog]).toEqual([[], { worker: 'w1', kind: 'idle-drop' }])
  })

  test('a direct connection is offered a proxy, one behind a proxy the direct way', () => {
    choose(worker(running), 'Go through a proxy')
    choose(worker(running, link()), 'Connect directly')
    choose(worker(running, link()), 'Cut now')
    expect(asked).toEqual([['setLink', { kind: 'none' }], 'leaveProxy', 'cutLink'])
  })
})

describe('what is said of a connection', () => {
  test.each<[Partial<LinkState>, string]>([
    [{}, 'through a proxy, no fault'],
    [{ fault: { kind: 'black-hole' } }, 'through a proxy: black hole, for 12.0 s'],
    [{ fault: { kind: 'latency', ms: 80, jitterMs: 20 } }, 'through a proxy: latency of 80 ms each way, up to 20 ms more, for 12.0 s'],
    [{ next: { kind: 'cut' } }, 'cut, as soon as it has finished its turn and goes through its proxy'],
    [{ fault: { kind: 'idle-drop', afterMs: 4000 }, unheard: true }, 'forgotten: it was silent for too long. What is sent to it vanishes, and it waits until its reply is overdue']
  ])('%o: %s', (change, words) => {
    expect(describeLink(link(change), 13_000)).toBe(words)
  })
})
