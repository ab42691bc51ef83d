import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { consumer, facts, picture, present, read } from '@shared/alerts/testing/picture'
import type { GroupPolicies as Policies } from '@shared/labs/lab-file'
import type { LabState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { GroupPolicies } from './group-policies'
import { ScaleOutStrip } from './scale-out-strip'

const STREAM = { connection: 'c', key: 'sluice:lab:s' }
const lab = (policies: Policies, status: LabState['status'] = 'running', streams = [STREAM.key, `${STREAM.key}:dlq`]): LabState => ({
  id: 'lab-1', name: 's', title: 'S', connection: 'c', streams, groups: [{ stream: STREAM.key, group: 'g', effect: false, policies }], status
})
const POLICY = { lagAbove: 100, forMs: 30_000, max: 4, do: 'suggest' as const }

const asked: [string, unknown][] = []

function Shown(): React.ReactNode {
  const group = useWorkbench((state) => state.streams['c/sluice:lab:s']?.groups[0])
  return group === undefined ? undefined : <><ScaleOutStrip stream={STREAM} group={group} /><GroupPolicies stream={STREAM} group={group} /></>
}

async function show(running: LabState | undefined, lags: readonly number[] = [], own = [consumer({ ...STREAM })]): Promise<HTMLElement> {
  const now = Date.now()
  const state = picture(
    ...read(STREAM.key, present([facts('g')])),
    ...lags.map((lag, index) => ({ kind: 'group-sampled' as const, group: { ...STREAM, group: 'g' }, sample: { at: now - (lags.length - 1 - index) * 10_000, pending: 0, delivered: 0, acked: 0, lag } })),
    ...own.map((worker) => ({ kind: 'worker-changed' as const, worker })),
    ...(running === undefined ? [] : [{ kind: 'lab-changed' as const, lab: running }])
  )
  useWorkbenchStore.setState({ workbench: state })
  const note = (what: string) => (input: object): Promise<void> => {
    asked.push([what, input])
    return Promise.resolve()
  }
  const stable = createStableClient()
  stable.setLink({ client: { labs: { setPolicies: note('policies'), addConsumer: note('add') }, groups: { setSweeper: note('sweeper') } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
  return (await render(<HostContext value={stable.client}><Shown /></HostContext>)).page
}
const turn = (page: HTMLElement, label: string): Promise<void> => {
  const found = [...page.querySelectorAll('label')].find((each) => each.textContent === label)
  return click(find(page, `#${CSS.escape(found?.htmlFor ?? '')}`))
}
const set = (policies: Policies): [string, unknown] => ['policies', { lab: 'lab-1', stream: STREAM.key, group: 'g', policies }]

beforeEach(() => void asked.splice(0))
afterEach(cleanUp)

describe('policies of a running group', () => {
  test('B4: each row is a switch, and turning one leaves the others as they are', async () => {
    const page = await show(lab({ backpressure: { pauseAbovePending: 5 } }))
    await turn(page, 'Dead letters')
    await turn(page, 'Scale out by lag')
    await turn(page, 'Pause new reads')
    expect(asked).toEqual([
      set({ backpressure: { pauseAbovePending: 5 }, deadLetter: { afterDeliveries: 3, stream: 's:dlq' } }),
      set({ backpressure: { pauseAbovePending: 5 }, scaleOut: { lagAbove: 40, forMs: 20_000, max: 4, do: 'suggest' } }),
      set({})
    ])
  })

  test('a number of a policy that is on is changed alone', async () => {
    const page = await show(lab({ backpressure: { pauseAbovePending: 5 }, scaleOut: POLICY }))
    await type(find(page, 'input[inputmode=numeric]'), '7')
    expect(asked).toEqual([set({ backpressure: { pauseAbovePending: 7 }, scaleOut: POLICY })])
  })

  const field = (page: HTMLElement, label: string): HTMLInputElement => find(page, `#${CSS.escape([...page.querySelectorAll('label')].find((each) => each.textContent === label)?.htmlFor ?? '')}`)
  const leave = (input: HTMLInputElement): Promise<void> => act(async () => {
    input.focus()
    input.blur()
  })

  test('poison is turned on once both fields are filled, and is greyed with the reason before', async () => {
    const page = await show(lab({ backpressure: { pauseAbovePending: 5 } }))
    await turn(page, 'Poison')
    await type(field(page, 'Field'), 'order')
    await turn(page, 'Poison')
    expect(asked).toEqual([])
    expect(page.textContent).toContain('Fill in both first. Entries whose field holds this text always fail, whatever is done.')
    await type(field(page, 'Contains'), 'bad')
    expect(page.textContent).not.toContain('Fill in both first.')
    await turn(page, 'Poison')
    expect(asked).toEqual([set({ backpressure: { pauseAbovePending: 5 }, poison: { field: 'order', contains: 'bad' } })])
  })

  test('poison that is on is changed when the field is left, never by half a word or to nothing, and turned off it stays typed', async () => {
    const poison = { field: 'order', contains: 'bad' }
    const page = await show(lab({ poison, scaleOut: POLICY }))
    await type(field(page, 'Contains'), 'wor')
    await type(field(page, 'Contains'), 'worse')
    expect(asked).toEqual([])
    await leave(field(page, 'Contains'))
    expect(asked).toEqual([set({ scaleOut: POLICY, poison: { field: 'order', contains: 'worse' } })])
    // The server has not said so: what is in force is shown.
    expect(field(page, 'Contains').value).toBe('bad')
    await type(field(page, 'Contains'), '')
    expect(page.textContent).toContain('Say it, or turn this off.')
    await leave(field(page, 'Contains'))
    expect(field(page, 'Contains').value).toBe('bad')
    await turn(page, 'Poison')
    expect(asked.slice(1)).toEqual([set({ scaleOut: POLICY })])
    await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: { ...workbench, labs: { 'lab-1': lab({ scaleOut: POLICY }) } } })))
    expect([field(page, 'Field').value, field(page, 'Contains').value]).toEqual(['order', 'bad'])
  })

  test('dead letters are greyed with the reason where the lab has no stream for them, or a breaker needs them', async () => {
    expect((await show(lab({}, 'running', [STREAM.key]))).textContent).toContain('The lab has no stream for dead letters')
    await cleanUp()
    const policies = { handler: { name: 'h', typeField: 'type' }, ack: 'after-commit' as const, idempotency: 'none' as const, reclaim: { by: 'nobody' as const }, noAck: false, breaker: { failures: 5, openMs: 1000 } }
    const page = await show(lab({ deadLetter: { afterDeliveries: 3, stream: 's:dlq' } }), [], [consumer({ ...STREAM, settings: { ...consumer().settings, policies } })])
    await turn(page, 'Dead letters')
    expect(asked).toEqual([])
    expect(page.textContent).toContain('While its circuit breaker is open')
  })

  test('a group that is no lab’s has none, and a lab that stops takes none', async () => {
    expect((await show(undefined)).textContent).toBe('')
    await cleanUp()
    const page = await show(lab({}, 'stopping'))
    await turn(page, 'Pause new reads')
    expect(asked).toEqual([])
    expect(page.textContent).toContain('The lab is stopping.')
  })
})

describe('the scale-out strip', () => {
  test('B4, D5: says how the lag went, and adds a consumer at a click', async () => {
    const page = await show(lab({ scaleOut: POLICY }), [420, 600, 800, 900])
    const strip = find(page, '[aria-label="Scale-out of g"]')
    expect(strip.textContent).toContain('Add a consumer: lag 420 → 900 in 30 s, with 1 at work.')
    await click(find(strip, 'button'))
    expect(asked).toEqual([['add', { lab: 'lab-1', stream: STREAM.key, group: 'g' }]])
  })

  test('names the one that stands idle instead, and offers nothing where the maximum is reached or one is added by itself', async () => {
    const frozen = consumer({ ...STREAM, id: 'w2', name: 'g-2', status: { kind: 'frozen', since: 0, gate: 'G0' } })
    const page = await show(lab({ scaleOut: POLICY }), [420, 600, 800, 900], [consumer({ ...STREAM }), frozen])
    expect(find(page, '[aria-label="Scale-out of g"]').textContent).toContain('g-2 is frozen: resume it first.')
    for (const [policy, words] of [[{ ...POLICY, max: 1 }, 'the 1 consumers that its policy allows'], [{ ...POLICY, do: 'add' as const }, 'One is being added.']] as const) {
      await cleanUp()
      const strip = find(await show(lab({ scaleOut: policy }), [420, 600, 800, 900]), '[aria-label="Scale-out of g"]')
      expect(strip.textContent).toContain(words)
      expect(strip.querySelector('button')).toBeNull()
    }
  })

  test('is not there while the lag falls, is unknown, or the connection is lost', async () => {
    expect((await show(lab({ scaleOut: POLICY }), [900, 800, 600, 420])).querySelector('[aria-label="Scale-out of g"]')).toBeNull()
    await cleanUp()
    const page = await show(lab({ scaleOut: POLICY }), [420, 600, 800, 900])
    await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: { ...workbench, connections: {} } })))
    expect(page.querySelector('[aria-label="Scale-out of g"]')).toBeNull()
    expect(page.textContent).toContain('Nothing follows from the lag now')
  })
})
