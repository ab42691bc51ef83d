import { act } from 'react'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { consumer, facts, picture, present, read } from '@shared/alerts/testing/picture'
import { groupPolicies, policyPart, type GroupPolicies as Policies, type PolicyPart } from '@shared/labs/lab-file'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import type { LabState } from '@shared/model/worker-state'
import { HostContext } from '../../store/host'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, click, find, render, type } from '../../ui/testing/render'
import { GroupPolicies } from './group-policies'
import { ScaleOutStrip } from './scale-out-strip'

const STREAM = { connection: 'c', key: 'sluice:lab:s' }
const NONE: Policies = groupPolicies.parse({})
type Some = Partial<Policies>
const lab = (policies: Some, status: LabState['status'] = 'running', streams = [STREAM.key, `${STREAM.key}:dlq`]): LabState => ({
  id: 'lab-1', name: 's', title: 'S', connection: 'c', streams, groups: [{ stream: STREAM.key, group: 'g', effect: true, policies: { ...NONE, ...policies }, inFile: NONE }], status
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
const set = (policies: Some, ...parts: PolicyPart[]): [string, unknown] => ['policies', { lab: 'lab-1', stream: STREAM.key, group: 'g', policies: { ...NONE, ...policies }, parts }]
const leave = (input: HTMLInputElement): Promise<void> => act(async () => {
  input.focus()
  input.blur()
})

beforeEach(() => void asked.splice(0))
afterEach(cleanUp)

describe('policies of a running group', () => {
  test('B4: each row is a switch, and turning one leaves the others as they are', async () => {
    const page = await show(lab({ backpressure: { pauseAbovePending: 5 } }))
    await turn(page, 'Dead letters')
    await turn(page, 'Scale out by lag')
    await turn(page, 'Pause new reads')
    expect(asked).toEqual([
      set({ backpressure: { pauseAbovePending: 5 }, deadLetter: { afterDeliveries: 3, stream: 's:dlq' } }, 'deadLetter'),
      set({ backpressure: { pauseAbovePending: 5 }, scaleOut: { lagAbove: 40, forMs: 20_000, max: 4, do: 'suggest' } }, 'scaleOut'),
      set({}, 'backpressure')
    ])
  })

  const field = (page: HTMLElement, label: string): HTMLInputElement => find(page, `#${CSS.escape([...page.querySelectorAll('label')].find((each) => each.textContent === label)?.htmlFor ?? '')}`)

  test('a number of a policy that is on is changed alone, and only once it is left: half a number is another policy', async () => {
    const page = await show(lab({ backpressure: { pauseAbovePending: 5 }, scaleOut: POLICY }))
    await type(field(page, 'Above'), '7')
    await type(field(page, 'Above'), '70')
    expect(asked).toEqual([])
    await leave(field(page, 'Above'))
    expect(asked).toEqual([set({ backpressure: { pauseAbovePending: 70 }, scaleOut: POLICY }, 'backpressure')])
    await type(field(page, 'Above'), '8')
    await type(field(page, 'Above'), '8x')
    await leave(field(page, 'Above'))
    expect(asked).toHaveLength(1)
  })

  const section = (page: HTMLElement, title: string): HTMLElement => {
    const found = [...page.querySelectorAll('details')].find((each) => each.querySelector('summary')?.textContent?.includes(title))
    if (found === undefined) throw new Error(`no section ${title}`)
    return found
  }

  test('B2: what a crash loses or doubles stands beside the order of the ack and what keeps effects apart', async () => {
    const words = async (policies: Some): Promise<string | undefined> => {
      await cleanUp()
      return section(await show(lab(policies)), 'Ack and effects').querySelector('[data-kind]')?.textContent ?? undefined
    }
    expect(await words({ idempotency: 'ledger' })).toBe('A crash loses and doubles nothing: the next delivery finds in the ledger whether the effect happened.')
    expect(await words({ idempotency: 'ledger', ack: 'before-work' })).toBe('A crash can lose: at G3 nothing is pending any more, and the effect never happens.')
    expect(await words({ idempotency: 'ledger', ack: 'outside-transaction' })).toBe('A crash can double: at G4 the effect is not marked yet, and the next delivery does it again.')
    expect(await words({ idempotency: 'guard-first' })).toBe('A crash can lose: at G3 the guard says done, and the effect never happens.')
    expect(await words({})).toBe('A crash can double: at G4 the effect has happened, and the next delivery does it again.')
  })

  test('retry, lease and breaker are switches too; a breaker wants dead letters first', async () => {
    const page = await show(lab({}))
    await turn(page, 'Retry')
    await turn(page, 'Lease')
    await turn(page, 'Circuit breaker')
    expect(asked).toEqual([set({ retry: { attempts: 3, baseMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.5 } }, 'retry'), set({ lease: { renewMs: 10_000 } }, 'lease')])
    expect(page.textContent).toContain('While a breaker is open its entries go to the dead letters: turn them on first.')
  })

  test('what is not as in the file is named on the head of its section, and set back at a click', async () => {
    const page = await show(lab({ ack: 'before-work', retry: { attempts: 3, baseMs: 1000, factor: 2, maxMs: 60_000, jitter: 0.5 } }))
    expect(section(page, 'Ack and effects').querySelector('summary')?.textContent).toContain('not as in the file')
    expect(section(page, 'Load').querySelector('summary')?.textContent).not.toContain('not as in the file')
    expect(section(page, 'Failures').querySelector('summary')?.textContent).toContain('3 attempts, first after 1 s, × 2 up to 60 s, jitter 50 %')
    const reset = [...page.querySelectorAll('button')].find((each) => each.textContent === 'As in the file')
    if (reset !== undefined) await click(reset)
    expect(asked).toEqual([set({}, ...policyPart.options)])
  })

  test('who reclaims is shown as it is: by each turn, by a sweeper that a person turned on, or by nobody', async () => {
    const by = async (policies: Some, sweeper?: boolean): Promise<string> => {
      await cleanUp()
      const page = await show(lab(policies))
      if (sweeper !== undefined) {
        const state = { enabled: sweeper, intervalMs: 5000, minIdleMs: 30_000, count: 100, consumer: 'g-1' }
        await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: reduceWorkbench(workbench, { seq: workbench.seq + 1, at: 0, event: { kind: 'sweeper-changed', group: { ...STREAM, group: 'g' }, sweeper: state } }) })))
      }
      return section(page, 'Reclaim').textContent ?? ''
    }
    expect(await by({ reclaim: { by: 'autoclaim-first', minIdleMs: 30_000, count: 10 } })).toContain('autoclaim-first, idle for 30 s')
    expect(await by({}, true)).toContain('sweeper, idle for 30 s')
    expect(await by({ reclaim: { by: 'sweeper', everyMs: 5000, minIdleMs: 30_000, count: 100 } }, false)).toContain('Reclaimnobody')
    expect(await by({ reclaim: { by: 'autoclaim-first', minIdleMs: 30_000, count: 10 } }, true)).toContain('The claim sweeper below runs beside it.')
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
    expect(asked).toEqual([set({ backpressure: { pauseAbovePending: 5 }, poison: { field: 'order', contains: 'bad' } }, 'poison')])
  })

  test('poison that is on is changed when the field is left, never by half a word or to nothing, and turned off it stays typed', async () => {
    const poison = { field: 'order', contains: 'bad' }
    const page = await show(lab({ poison, scaleOut: POLICY }))
    await type(field(page, 'Contains'), 'wor')
    await type(field(page, 'Contains'), 'worse')
    expect(asked).toEqual([])
    await leave(field(page, 'Contains'))
    expect(asked).toEqual([set({ scaleOut: POLICY, poison: { field: 'order', contains: 'worse' } }, 'poison')])
    // The server has not said so: what is in force is shown.
    expect(field(page, 'Contains').value).toBe('bad')
    await type(field(page, 'Contains'), '')
    expect(page.textContent).toContain('Say it, or turn this off.')
    await leave(field(page, 'Contains'))
    expect(field(page, 'Contains').value).toBe('bad')
    await turn(page, 'Poison')
    expect(asked.slice(1)).toEqual([set({ scaleOut: POLICY }, 'poison')])
    await act(async () => useWorkbenchStore.setState(({ workbench }) => ({ workbench: { ...workbench, labs: { 'lab-1': lab({ scaleOut: POLICY }) } } })))
    expect([field(page, 'Field').value, field(page, 'Contains').value]).toEqual(['order', 'bad'])
  })

  test('dead letters are greyed with the reason where the lab has no stream for them, or a breaker needs them', async () => {
    expect((await show(lab({}, 'running', [STREAM.key]))).textContent).toContain('The lab has no stream for dead letters')
    await cleanUp()
    const page = await show(lab({ deadLetter: { afterDeliveries: 3, stream: 's:dlq' }, breaker: { failures: 5, openMs: 1000 } }))
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
