import { ORPCError } from '@orpc/client'
import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { DeadLetter, RedriveOutcome, RedriveRecord } from '@shared/contract/dead-letters'
import type { ConnectionState, WriteMode } from '@shared/model/connection-state'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import { EMPTY_WORKBENCH } from '@shared/model/workbench-state'
import { HostContext } from '../../store/host'
import { setView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, render } from '../../ui/testing/render'
import { DeadLettersView } from './dead-letters-view'
import { setLettersView } from './letters-store'

const STREAM = { connection: 'sandbox', key: 'sluice:lab:orders' }
const connection = (mode: WriteMode): ConnectionState => ({
  id: 'sandbox', label: 'Orders', address: 'redis://127.0.0.1', kind: 'remote', environment: 'local', tls: 'off', hasPassword: false, status: { kind: 'ready', since: 0 }, mode, labsAllowed: true, epoch: 0
})
const payload = (id: DeadLetter['id']): DeadLetter['payload'] => ({ id, fields: [{ name: 'n', value: '1', valueBytes: 1 }], fieldCount: 1, bytes: 2, cut: false })
const LETTERS: DeadLetter[] = [
  { id: '3-0', origin: { stream: STREAM.key, handler: '__proto__', error: '<img src=x>\u202e', deliveries: '9223372036854775807' }, payload: payload('3-0') },
  { id: '2-0', origin: {}, payload: payload('2-0') },
  { id: '1-0', origin: { stream: STREAM.key, handler: 'mail' }, payload: payload('1-0'), mark: { at: 5, stream: STREAM.key, id: '9-0', by: 'sluice as default' } }
]
const LOG: RedriveRecord[] = [
  { what: 'redriven', at: 6, letter: '3-0', stream: STREAM.key, id: '10-0', by: 'x' },
  { what: 'redriven', at: 5, letter: '1-0', stream: STREAM.key, id: '9-0', by: 'x', notUndone: 'Group g was given it.' }
]

interface Answers {
  fault?: 'no-such-stream' | 'no-permission'
  letters?: DeadLetter[]
  outcome?: RedriveOutcome
}

/** The host as far as this view asks it; what was asked of it is kept. */
function createHost({ fault, letters = LETTERS, outcome = { kind: 'ok', mark: { at: 1, stream: 's', id: '11-0', by: 'x' } } }: Answers) {
  const asked: unknown[] = []
  const note = <T,>(what: string, answer: T) => (input: object): Promise<T> => {
    asked.push([what, input])
    return Promise.resolve(answer)
  }
  const deadLetters = {
    page: () => (fault === undefined ? Promise.resolve({ letters, length: letters.length }) : Promise.reject(new ORPCError('FAULT', { data: { code: fault, message: 'It failed.', next: 'Do this.' } }))),
    log: () => Promise.resolve(LOG),
    preview: ({ letters: of }: { letters: { id: string }[] }) => Promise.resolve(of.map(({ id }) => (id === '2-0' ? { kind: 'refused', id, why: 'It does not say from which stream it comes.' } : { kind: 'send', id, commands: [['XADD', STREAM.key, id]], groups: ['a', 'b'] }))),
    redrive: note('redrive', outcome),
    undo: note('undo', { kind: 'ok' })
  }
  const stable = createStableClient()
  // Only the procedures that this view calls.
  stable.setLink({ client: { deadLetters } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  return { client: stable.client, asked }
}

async function open(answers: Answers = {}, mode: WriteMode = { kind: 'lab' }) {
  useWorkbenchStore.setState({ workbench: reduceWorkbench(EMPTY_WORKBENCH, { seq: 1, at: 0, event: { kind: 'connection-changed', connection: connection(mode) } }) })
  const host = createHost(answers)
  const { page } = await render(<HostContext value={host.client}><DeadLettersView /></HostContext>)
  const settled = (text: string | RegExp): Promise<void> => act(() => vi.waitFor(() => expect(document.body.textContent).toMatch(text)))
  return { page, host, settled }
}

const button = (name: RegExp): HTMLElement => {
  const found = [...document.querySelectorAll('button')].find((each) => name.test(each.textContent))
  if (found === undefined) throw new Error(`no button ${String(name)}`)
  return found
}
const checkbox = (page: HTMLElement, label: string): HTMLElement => page.querySelector<HTMLElement>(`[aria-label="${label}"]`) ?? page

beforeEach(() => {
  // A page without layout has no heights, and a list that draws only what is in sight would draw nothing.
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(900)
  setView({ stream: STREAM })
  setLettersView({ show: 'letters', terms: [], chosen: undefined, edits: new Map() })
})
afterEach(async () => {
  await cleanUp()
  vi.restoreAllMocks()
})

describe('DeadLettersView', () => {
  test('shows whatever bytes say as text, exact counts, and unknown where nothing is said (F22, F26, R1)', async () => {
    const { page, settled } = await open()
    await settled('3 in the stream')
    const rows = [...page.querySelectorAll('[role=rowgroup] [role=row]')].map((row) => row.textContent)
    expect(rows[0]).toMatch(/3-0waiting__proto__9,223,372,036,854,775,807unknown<img src=x>/)
    expect(rows[0]).not.toContain('\u202e')
    expect(rows[1]).toMatch(/2-0waitingunknownunknownunknownunknown/)
    expect(rows[2]).toContain('redriven')
    expect(page.querySelector('img')).toBeNull()
  })

  test('only what waits is selected; the dry run says what goes and what does not, and only what goes is sent', async () => {
    const { page, host, settled } = await open()
    await settled('3 in the stream')
    await click(checkbox(page, 'Select all that wait'))
    await click(button(/^Redrive 2…$/))
    await settled('1 would go back, 1 would not.')
    await settled('All 2 groups of the stream get it')
    expect(host.asked).toEqual([])
    await click(button(/^Redrive 1$/))
    await settled('1 redriven.')
    expect(host.asked).toEqual([['redrive', { ...STREAM, key: `${STREAM.key}:dlq`, letter: { id: '3-0' } }]])
  })

  test('an outcome that is not known is said so, and nothing is sent after it (C2)', async () => {
    const { page, host, settled } = await open({ letters: LETTERS.slice(0, 1), outcome: { kind: 'unknown', message: 'The connection broke.', next: 'Look at the stream.' } })
    await settled('1 in the stream')
    await click(checkbox(page, 'Select 3-0'))
    await click(button(/^Redrive 1…$/))
    await settled('1 would go back.')
    await click(button(/^Redrive 1$/))
    await settled('Whether the last one was redriven is not known.')
    await settled('3-0 The connection broke. Look at the stream.')
    expect(host.asked).toHaveLength(1)
  })

  test('an undo is offered while it can be true, else greyed with its reason', async () => {
    const { host, settled } = await open()
    act(() => setLettersView({ show: 'log' }))
    await settled('Group g was given it.')
    const undo = [...document.querySelectorAll<HTMLElement>('table button')].filter((each) => each.textContent === 'Undo')
    expect(undo.map((each) => each.getAttribute('aria-disabled'))).toEqual([null, 'true'])
    if (undo[0] !== undefined) await click(undo[0])
    expect(host.asked).toEqual([['undo', { ...STREAM, key: `${STREAM.key}:dlq`, id: '3-0' }]])
  })

  test('C6: the depth of each handler is charted from what was read, and says since when and of what', async () => {
    const { page, settled } = await open()
    await settled('3 in the stream')
    await click(button(/^Depth$/))
    const charts = [...page.querySelectorAll('figure')].map((figure) => figure.querySelector('figcaption')?.textContent)
    expect(charts).toEqual(['no handler nameddead letters 1', '__proto__dead letters 1', 'maildead letters 1'])
    expect(page.textContent).toMatch(/Counted by dlq:handler over every letter that lies in the stream, redriven ones too, at each reading since \d\d:\d\d:\d\d\./)
  })

  test('says why there is nothing: no such stream, none in it, not readable, only observed', async () => {
    const missing = await open({ fault: 'no-such-stream' })
    await missing.settled('Nothing was given up')
    await cleanUp()
    const empty = await open({ letters: [] })
    await empty.settled('No dead letters')
    await cleanUp()
    const refused = await open({ fault: 'no-permission' })
    await refused.settled('It failed. Do this.')
    await cleanUp()
    const observed = await open({}, { kind: 'observe' })
    await observed.settled('Orders is only observed.')
    expect(button(/^Redrive…$/).getAttribute('aria-disabled')).toBe('true')
  })
})
