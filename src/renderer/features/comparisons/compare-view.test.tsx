import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ComparisonState, DeliveryFigures, LatencyFigures, PollingFigures, PollingReader } from '@shared/model/comparison-state'
import type { ConnectionState } from '@shared/model/connection-state'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import { HostContext } from '../../store/host'
import { useSettings } from '../../store/settings-store'
import { setView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { CompareView } from './compare-view'
import { INITIAL_COMPARE, setCompareView } from './comparison-store'
import { formatMs, formatSet } from './comparison-words'
import { formatCost } from './price-fields'

const CONNECTION: ConnectionState = {
  id: 'c1', label: 'Mine', address: 'redis://127.0.0.1', kind: 'remote', environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode: { kind: 'lab' }, labsAllowed: true, epoch: 0
}
const latency = (meanMs: number): LatencyFigures => ({ count: 3, meanMs, worstMs: 2 * meanMs, p50Ms: meanMs, p95Ms: 2 * meanMs, newest: 3, recent: [meanMs, meanMs, 2 * meanMs] })
const reader = (change: Partial<PollingReader>): PollingReader => ({ worker: 'w1', status: 'running', commands: 0, reads: 0, emptyReads: 0, received: 0, ...change })
const polling = (figures: PollingFigures): ComparisonState => ({ id: 'polling@c1', connection: 'c1', status: 'running', startedAt: 0, streams: ['sluice:lab:compare:polling:a'], kind: 'polling', settings: { perSecond: 0.5, pollMs: 500, blockMs: 60_000 }, figures })
const delivery = (change: Partial<DeliveryFigures>): DeliveryFigures => ({ sent: 0, received: 0, missed: 0, waiting: 0, again: 0, unknown: 0, strip: '', ...change })

async function open({ connection = CONNECTION, comparison }: { connection?: ConnectionState; comparison?: ComparisonState }) {
  const asked: unknown[] = []
  const note = (what: string) => (input: unknown): Promise<unknown> => {
    asked.push([what, input])
    return Promise.resolve({ comparison: 'x' })
  }
  const stable = createStableClient()
  // Only the procedures that this view calls.
  const client = { comparisons: { start: note('start'), stop: note('stop'), act: note('act') }, settings: { set: (change: object) => { asked.push(['settings', change]); return Promise.resolve({ ...useSettings.getState().settings, ...change }) } } }
  stable.setLink({ client: client as unknown as Client, onClosed: () => undefined, close: () => undefined })
  useWorkbenchStore.setState({ workbench: { ...EMPTY_WORKBENCH, seq: 1, connections: { [connection.id]: connection }, comparisons: comparison === undefined ? {} : { [comparison.id]: comparison } } })
  const { page } = await render(<HostContext value={stable.client}><CompareView /></HostContext>)
  return { page, asked }
}

const button = (page: HTMLElement, name: RegExp): HTMLElement => {
  const found = [...page.querySelectorAll('button')].find((each) => name.test(each.textContent))
  if (found === undefined) throw new Error(`no button ${String(name)}`)
  return found
}
const row = (page: HTMLElement, term: RegExp): (string | null)[] => {
  const found = [...page.querySelectorAll('tr')].find((each) => term.test(each.textContent))
  return [...(found?.querySelectorAll('td') ?? [])].map((each) => each.textContent)
}

beforeEach(() => {
  setView({ stream: undefined, connection: undefined })
  setCompareView(INITIAL_COMPARE)
})
afterEach(cleanUp)

describe('CompareView', () => {
  test('A8: starts with the settings that are set, on the connection that is looked at', async () => {
    const { page, asked } = await open({})
    expect(page.textContent).toContain('Start it, and its figures are here')
    const [rate] = page.querySelectorAll<HTMLInputElement>('input')
    if (rate !== undefined) await type(rate, '2')
    await click(button(page, /^Start$/))
    expect(asked).toEqual([['start', { kind: 'polling', connection: 'c1', settings: { perSecond: 2, pollMs: 500, blockMs: 60_000 } }]])
  })

  test('is greyed with its reason where labs are not allowed', async () => {
    const { page, asked } = await open({ connection: { ...CONNECTION, labsAllowed: false } })
    const start = button(page, /^Start$/)
    expect(start.getAttribute('aria-disabled')).toBe('true')
    expect(document.getElementById(start.getAttribute('aria-describedby') ?? '')?.textContent).toContain('Labs are not allowed on Mine yet')
    await click(start)
    expect(asked).toEqual([])
  })

  test('A8: shows what was measured, scaled by its time, beside the arithmetic, and its cost at the price that is set', async () => {
    useSettings.setState(({ settings }) => ({ settings: { ...settings, commandPrice: { per100k: 1, currency: 'EUR' } } }))
    const { page, asked } = await open({
      comparison: polling({
        elapsedMs: 10_000, added: 5, polling: reader({ commands: 25, reads: 20, emptyReads: 16, received: 5, latency: latency(250) }), blocking: reader({ commands: 10, reads: 5, received: 5, latency: latency(2) }),
        serverCount: { origin: 'commandstats', server: 36, ours: 35 }
      })
    })
    expect(row(page, /^Commands so far/)).toEqual(['25', '10'])
    expect(row(page, /^Reads that brought nothing/)).toEqual(['16 of 20, 80 %', '0 of 5, 0 %'])
    expect(row(page, /^Waited/)).toEqual(['250 ms / 500 ms / 500 ms', '2.0 ms / 4.0 ms / 4.0 ms'])
    expect(row(page, /^Commands a day/)).toEqual(['216,000', '86,400'])
    expect(row(page, /^Commands a month/)).toEqual(['6,480,000', '2,590,000'])
    expect(row(page, /^Arithmetic/)).toEqual(['172,800, 5,184,000', '1,440, 43,200'])
    expect(row(page, /^Cost a month/)).toEqual(['EUR 64.80', 'EUR 25.92'])
    expect(page.textContent).toContain('The server counted 36 XREADGROUP and XACK of all its clients (INFO commandstats); 35 were counted here, of these two workers.')
    await click(button(page, /^Stop$/))
    expect(asked).toEqual([['stop', { comparison: 'polling@c1' }]])
  })

  test('A8: before anything was measured it is unknown, and not 0', async () => {
    const { page } = await open({ comparison: polling({ elapsedMs: 0, added: 0, polling: reader({}), blocking: reader({}), latencyUnknown: 'The clock of the server is held.' }) })
    expect(row(page, /^Commands a day/)).toEqual(['unknown', 'unknown'])
    expect(row(page, /^Cost a month/)).toEqual(['unknown', 'unknown'])
    expect(row(page, /^Waited/)).toEqual(['unknown', 'unknown'])
    expect(page.textContent).toContain('The clock of the server is held.')
    expect(page.textContent).toContain('What the server itself counted is not known yet.')
  })

  test('the price is kept in the settings', async () => {
    const { page, asked } = await open({ comparison: polling({ elapsedMs: 1000, added: 0, polling: reader({}), blocking: reader({}) }) })
    await type(find<HTMLInputElement>(page, 'input[inputmode=decimal]'), '3')
    expect(asked).toEqual([['settings', { commandPrice: { per100k: 3, currency: 'EUR' } }]])
  })

  test('D1: says exactly what was missed; while both are away they cannot be taken away again', async () => {
    setCompareView({ chosen: 'pubsub' })
    const state: Extract<ComparisonState, { kind: 'pubsub' }> = {
      id: 'pubsub@c1', connection: 'c1', status: 'running', startedAt: 0, streams: ['k'], kind: 'pubsub', settings: { perSecond: 5, downMs: 10_000 },
      figures: { number: 12, readers: 'down', backAt: Date.now() + 5_000, restarts: 1, pubsub: delivery({ sent: 12, received: 7, missed: 5, strip: 'rrrrrrrmmmmm' }), stream: delivery({ sent: 12, received: 7, waiting: 5, strip: 'rrrrrrrwwwww' }) }
    }
    const { page, asked } = await open({ comparison: state })
    expect(find(page, '[aria-label="Channel"]').textContent).toContain('sent12received7missed for good5waiting0')
    expect(find(page, '[aria-label="Stream"]').textContent).toContain('sent12received7missed for good0waiting5')
    expect(find(page, 'section svg').getAttribute('aria-label')).toBe('Channel: 12 sent, 7 received, 5 missed, 0 waiting')
    const restart = button(page, /^Restart both for 10 s/)
    await click(restart)
    expect(asked).toEqual([])
    act(() => useWorkbenchStore.setState({ workbench: { ...EMPTY_WORKBENCH, connections: { c1: CONNECTION }, comparisons: { [state.id]: { ...state, figures: { ...state.figures, readers: 'up' } } } } }))
    await click(button(page, /^Restart both for 10 s/))
    expect(asked).toEqual([['act', { comparison: 'pubsub@c1', action: { kind: 'restart-both' } }]])
  })

  test('D7: a service is made slow, made fast as it was, and taken down', async () => {
    setCompareView({ chosen: 'chain' })
    const { page, asked } = await open({
      comparison: {
        id: 'chain@c1', connection: 'c1', status: 'running', startedAt: 0, streams: ['k'], kind: 'chain', settings: { perSecond: 2, timeoutMs: 3000, workMs: { payment: 10, stock: 20, mail: 30 } },
        figures: {
          orders: 10, chain: { accepted: 6, failed: 1, timedOut: 3, open: 0, answer: latency(900) }, events: { accepted: 10, failed: 0, timedOut: 0, open: 0, answer: latency(3) },
          services: [{ name: 'payment', up: true, workMs: 10, url: 'http://127.0.0.1:1' }, { name: 'stock', up: false, workMs: 20 }, { name: 'mail', up: true, workMs: 5000, url: 'http://127.0.0.1:2' }],
          groups: [{ group: 'payment', done: 10, backlog: 0, retries: 0 }, { group: 'stock', done: 4, backlog: 6, retries: 2 }, { group: 'mail', done: 1, backlog: 9, retries: 0 }]
        }
      }
    })
    expect(row(page, /^Timed out/)).toEqual(['3, 30 %', '0'])
    expect(row(page, /^stock/)).toEqual(['down', '6', '4', '2', 'Make stock slow (5 s)It is down.Bring it back'])
    await click(button(page, /^Make payment slow/))
    await click(button(page, /^Make mail fast again/))
    await click(button(page, /^Bring it back/))
    expect(asked).toEqual([
      ['act', { comparison: 'chain@c1', action: { kind: 'set-service', service: 'payment', workMs: 5000 } }],
      ['act', { comparison: 'chain@c1', action: { kind: 'set-service', service: 'mail', workMs: 30 } }],
      ['act', { comparison: 'chain@c1', action: { kind: 'set-service', service: 'stock', up: true } }]
    ])
  })
})

test('A9: a phantom is called one, with what waits for it', async () => {
  setCompareView({ chosen: 'idle-limit' })
  const common = { status: 'running', waiting: 0, phantomMs: 0, recovered: 0, drops: 0 } as const
  const { page, asked } = await open({
    comparison: {
      id: 'idle-limit@c1', connection: 'c1', status: 'running', startedAt: 0, streams: ['k'], kind: 'idle-limit', settings: { limitMs: 10_000, longBlockMs: 60_000, shortBlockMs: 5_000, perSecond: 0.1 },
      figures: { elapsedMs: 100_000, added: 9, long: { ...common, worker: 'w1', received: 5, waiting: 4, drops: 1, phantomSince: 1, phantomMs: 40_000 }, short: { ...common, worker: 'w2', received: 9 } }
    }
  })
  expect(row(page, /^Its line now/)).toEqual(['a phantom: it waits on a line that was forgotten, and does not know', 'heard by the server'])
  expect(row(page, /^Entries waiting/)).toEqual(['4', '0'])
  expect(row(page, /^Time as a phantom/)).toEqual(['40.0 s, 40 %', '0.0 s, 0 %'])
  expect(row(page, /^How, the last time/)).toEqual(['not yet', 'not yet'])
  expect(asked).toEqual([])
})

test('money and spans, in words', () => {
  expect([formatCost(0, '$'), formatCost(1234.5, '$'), formatCost(0.00345, '€'), formatCost(64.8, 'EUR')]).toEqual(['$0.00', '$1,234.50', '€0.00345', 'EUR 64.80'])
  expect([formatMs(1.26), formatMs(240.4), formatMs(1800), formatMs(62_040)]).toEqual(['1.3 ms', '240 ms', '1.80 s', '62.0 s'])
  expect([formatSet(500), formatSet(60_000), formatSet(2500)]).toEqual(['500 ms', '60 s', '2.5 s'])
})
