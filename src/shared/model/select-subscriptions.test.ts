import { describe, expect, test } from 'vitest'
import { consumerPolicies } from '../labs/lab-file'
import { consumer, facts, picture, present, read } from '../alerts/testing/picture'
import { selectOtherTypes, selectSubscriptions } from './select-subscriptions'
import type { LabHandlerState, LabState } from './worker-state'

const lab = (...handlers: LabHandlerState[]): LabState => ({
  id: 'lab-1', name: 's', title: 'S', connection: 'c', streams: ['s'], status: 'running', groups: handlers.map((handler) => ({ stream: 's', group: handler.name, effect: handler.effect !== undefined, handler }))
})
const BOOK: LabHandlerState = { name: 'g', types: ['paid', 'sent'], inactive: ['sent'], effect: { kind: 'notify', key: 'order_id' } }
const policies = consumerPolicies.parse({ handler: { name: 'g', effect: { kind: 'notify' } }, retry: {}, deadLetter: { afterDeliveries: 5, stream: 'd' } })
const settings = { ...consumer().settings, policies }

describe('selectSubscriptions', () => {
  test('C5: a row for each type, with where the effect goes, whether it is on, and how its consumers are run now', () => {
    const state = picture(...read('s', present([facts('g')])), { kind: 'worker-changed', worker: consumer({ settings }) }, { kind: 'worker-changed', worker: consumer({ id: 'w2', name: 'g-2', settings }) })
    const rows = selectSubscriptions(state, lab(BOOK))
    expect(rows.map(({ type, handler, endpoint, active }) => [type, handler, endpoint, active])).toEqual([['paid', 'g', 'ledger: notify by order_id', true], ['sent', 'g', 'ledger: notify by order_id', false]])
    expect(rows[0]?.configs).toMatchObject([{ consumers: ['g-1', 'g-2'], config: { processing: { kind: 'fixed', ms: 0 }, failureRate: 0, retry: { attempts: 3, baseMs: 1000 }, deadLetter: { afterDeliveries: 5 } } }])
    expect(rows[0]?.configs[0]?.config).not.toHaveProperty('handler')
  })

  test('consumers that a person has set differently are told apart, and a group without consumers has no configuration', () => {
    const state = picture({ kind: 'worker-changed', worker: consumer({ settings }) }, { kind: 'worker-changed', worker: consumer({ id: 'w2', name: 'g-2', settings: { ...settings, failureRate: 0.5 } }) })
    expect(selectSubscriptions(state, lab(BOOK))[0]?.configs.map(({ consumers, config }) => [consumers, config.failureRate])).toEqual([[['g-1'], 0], [['g-2'], 0.5]])
    expect(selectSubscriptions(picture(), lab(BOOK))[0]?.configs).toEqual([])
  })

  test('a handler of every type has its row, and one for each type that it leaves out; others are named by the lab', () => {
    const all: LabHandlerState = { name: 'all', inactive: ['sent'] }
    expect(selectSubscriptions(picture(), lab(all)).map(({ type, active, endpoint }) => [type, active, endpoint])).toEqual([['*', true, 'none: the work only takes time'], ['sent', false, 'none: the work only takes time']])
    expect(selectOtherTypes(lab(BOOK, all), all)).toEqual(['paid'])
    expect(selectOtherTypes(lab(BOOK, all), BOOK)).toEqual([])
  })
})
