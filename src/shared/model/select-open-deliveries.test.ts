import { describe, expect, test } from 'vitest'
import { consumer, facts, picture, present, read } from '../alerts/testing/picture'
import { toEntryId } from '../redis/entry-id'
import { selectOpenDeliveries, selectPendingBeyond } from './select-open-deliveries'
import type { GroupFacts } from './stream-state'
import type { ConsumerState, LabState } from './worker-state'

const LAB: LabState = {
  id: 'lab-1', name: 's', title: 'S', connection: 'c', streams: ['s'], status: 'running',
  groups: [{ stream: 's', group: 'g', effect: true, handler: { name: 'book', inactive: [] } }, { stream: 's', group: 'other', effect: true }]
}
const row = (id: string, name: string): GroupFacts['window']['rows'][number] => ({ id: toEntryId(id), consumer: name, idle: 5, deliveries: 2 })
const window = (...rows: GroupFacts['window']['rows']): Partial<GroupFacts> => ({ pending: rows.length, window: { rows, complete: true, at: 700 } })
const at = (id: string, change: Partial<ConsumerState> = {}): ConsumerState => consumer({ workingOn: toEntryId(id), ...change })
const see = (groups: GroupFacts[], ...workers: ConsumerState[]) => picture(...read('s', present(groups)), ...workers.map((worker) => ({ kind: 'worker-changed' as const, worker })))

describe('selectOpenDeliveries', () => {
  test('C5: a pending row is the server’s word, and the entry that a worker is at is the worker’s, each once', () => {
    const state = see([facts('g', window(row('1-0', 'g-1'), row('2-0', 'g-2'))), facts('other', window(row('1-0', 'o-1')))], at('2-0', { name: 'g-2' }), at('3-0', { id: 'w2', name: 'o-1', group: 'other' }))
    expect(selectOpenDeliveries(state, LAB)).toEqual([
      { lab: 'lab-1', group: 'g', handler: 'book', id: '1-0', source: { kind: 'server', at: 700, consumer: 'g-1', deliveries: 2 } },
      { lab: 'lab-1', group: 'g', handler: 'book', id: '2-0', source: { kind: 'worker', consumer: 'g-2' } },
      { lab: 'lab-1', group: 'other', handler: 'other', id: '1-0', source: { kind: 'server', at: 700, consumer: 'o-1', deliveries: 2 } },
      // No reading has it yet.
      { lab: 'lab-1', group: 'other', handler: 'other', id: '3-0', source: { kind: 'worker', consumer: 'o-1' } }
    ])
  })

  test.each([
    ['held', true], ['frozen', true], ['stopping', true], ['crashed', false], ['reconnecting', false], ['parked', false], ['stopped', false]
  ] as const)('C5: a worker that is %s is at its entry: %s', (kind, works) => {
    const status = { kind, since: 0, gate: 'G3', doing: '', why: '', next: '', message: '' } as ConsumerState['status']
    expect(selectOpenDeliveries(see([facts('g')], at('2-0', { status })), LAB)).toHaveLength(works ? 1 : 0)
  })

  test('a worker of another group, stream or server is none of the lab’s', () => {
    expect(selectOpenDeliveries(see([facts('g')], at('1-0', { group: 'x' }), at('1-0', { id: 'w2', key: 'other' }), at('1-0', { id: 'w3', connection: 'd' })), LAB)).toEqual([])
  })

  test('M6: what is pending beyond the window is counted, and what was not read is unknown', () => {
    expect(selectPendingBeyond(see([facts('g', { ...window(row('1-0', 'g-1')), pending: 900 })]), LAB)).toEqual([{ group: 'g', kind: 'more', pending: 900, shown: 1 }, { group: 'other', kind: 'unread' }])
    expect(selectPendingBeyond(see([facts('g', window(row('1-0', 'g-1'))), facts('other')]), LAB)).toEqual([])
  })
})
