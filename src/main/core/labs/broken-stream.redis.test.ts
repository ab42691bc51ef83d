import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { LabState } from '@shared/model/worker-state'
import { handler, variantOf } from './testing/built-in-lab'
import { openLabBench, type LabBench } from './testing/lab-bench'

const wait = { timeout: 20_000, interval: 20 }
const KEY = 'sluice:lab:orders'
const GROUP = 'webhook-delivery'

describe('a lab whose stream is not what it was', { timeout: 60_000 }, () => {
  let bench: LabBench
  beforeAll(async () => {
    bench = await openLabBench('redis-server')
  }, 60_000)
  afterEach(() => bench.clear())
  afterAll(() => bench.dispose())

  const add = (order: string): Promise<string> => bench.cli('XADD', KEY, '*', 'type', 'order.created', 'order', order)
  const says = (lab: LabState, verdict: string, sentence: string) => vi.waitFor(async () => expect((await bench.standings(lab)).get(`${KEY}/${GROUP}`)?.verdict).toMatchObject({ verdict, sentence }), wait)

  it.each(['deleted', 'lost with its server, which kept nothing'] as const)('M18 %s: what was to be done is said, and what comes then is judged by its own effects', async (how) => {
    const lab = await bench.start(variantOf('orders', { groups: [GROUP], group: (group) => ({ consumers: ['wd-1'], handler: handler(group, { processing: { fixedMs: 0 } }) }) }))
    const { id } = bench.consumer('wd-1')
    for (const order of ['a', 'b']) await add(order)
    await vi.waitFor(() => expect(bench.consumer('wd-1').counts.acked).toBe(2), wait)
    await bench.pool.crash(id, 'G3')
    await add('c')
    await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('crashed'), wait)
    await add('d')
    await says(lab, 'good', 'Nothing is lost and nothing happened twice: 2 are still to be done.')

    if (how === 'deleted') await bench.cli('DEL', KEY)
    else {
      await bench.server?.kill()
      await bench.server?.restart()
    }
    const lost = '2 entries were still to be done; what came after is not known.'
    await says(lab, 'unknown', `The stream is gone. When it was last read before that, ${lost}`)
    bench.pool.start(id)
    await vi.waitFor(() => expect(bench.consumer('wd-1').status.kind).toBe('running'), wait)
    await add('e')
    await says(lab, 'unknown', `The stream began anew, with nothing of what it was. When it was last read before that, ${lost} Of what is in it now nothing is lost and nothing happened twice: none is left to do.`)
    // Its own effects are told from those of before: one acked without an effect is missed.
    const { settings } = bench.consumer('wd-1')
    if (settings.policies === undefined) throw new Error('a consumer of a lab has policies')
    bench.pool.configureConsumer(id, { policies: { ...settings.policies, ack: 'before-work' } })
    await bench.pool.crash(id, 'G3')
    await add('f')
    await says(lab, 'bad', `1 entry was acked, and the effect never happened. The stream began anew, with nothing of what it was. When it was last read before that, ${lost}`)
  })
})
