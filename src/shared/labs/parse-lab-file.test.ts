import { describe, expect, it } from 'vitest'
import { BUILT_IN_LABS } from './built-in-labs'
import { parseLabFile } from './parse-lab-file'

const SMALL = `sluice: 1
name: small
title: Small
streams:
  - name: s
groups:
  - name: g
    stream: s
    consumers: [a, b]
    handler: { name: h }
`

describe('parseLabFile', () => {
  it('reads every built-in lab', () => {
    const parsed = BUILT_IN_LABS.map(parseLabFile)
    expect(parsed.map((lab) => (lab.kind === 'ok' ? lab.file.name : lab.problems))).toEqual(['orders', 'incidents', 'eventflow', 'order_stream', 'load', 'idle_limit', 'orders_burst'])
  })

  it('B3, B4: every row of the backpressure table is a policy of a group of orders', () => {
    const orders = BUILT_IN_LABS.map(parseLabFile).flatMap((lab) => (lab.kind === 'ok' && lab.file.name === 'orders' ? [lab.file] : []))[0]
    expect(orders?.groups.find(({ name }) => name === 'notification-sender')).toMatchObject({
      backpressure: { pauseAbovePending: 50 }, reclaim: { by: 'sweeper', everyMs: 30_000, minIdleMs: 60_000 }, deadLetter: { afterDeliveries: 3 }, scaleOut: { do: 'suggest' }
    })
  })

  it('reads JSON as well, and fills in what is usual', () => {
    const parsed = parseLabFile(JSON.stringify({ sluice: 1, name: 'j', title: 'J', streams: [{ name: 's' }], groups: [{ name: 'g', stream: 's', consumers: ['c'], handler: { name: 'h' } }] }))
    expect(parsed).toMatchObject({ kind: 'ok', file: { groups: [{ start: '0', ack: 'after-commit', idempotency: 'none', read: { count: 10, blockMs: 2000, noAck: false } }] } })
  })

  it.each([
    ['a syntax error', SMALL.replace('title: Small', 'title: @Small'), 3],
    ['a part that is missing', SMALL.replace('title: Small\n', ''), 1],
    ['a wrong type', SMALL.replace('name: s\n', 'name: [s]\n'), 5],
    ['a word that is none of those', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    ack: never'), 11],
    ['a part that does not belong there', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    retries: 3'), 11],
    ['a stream that is not there', SMALL.replace('stream: s\n', 'stream: other\n'), 8],
    ['an intake into a stream that is not there', `${SMALL}intake: { stream: other }\n`, 11],
    ['a start that is no id', SMALL.replace('stream: s\n', "stream: s\n    start: '99999999999999999999'\n"), 9],
    ['more workers than may run', SMALL.replace('[a, b]', '{ prefix: a, count: 64 }').replace('groups:', 'sources: [{ kind: producer, name: p, stream: s, schedule: { perSecond: 1 }, templates: [{ fields: { f: v } }] }]\ngroups:'), 8],
    ['a consumer twice', SMALL.replace('[a, b]', '[a, a]'), 9],
    ['two groups of one name with effects', `${SMALL.replace('  - name: s\n', '  - name: s\n  - name: t\n').replace('{ name: h }', '{ name: h, effect: { kind: count } }')}  - { name: g, stream: t, consumers: [c], handler: { name: i, effect: { kind: count } } }\n`, 12],
    ['a number of consumers without a name', SMALL.replace('[a, b]', '{ count: 2 }'), 9],
    ['a standby of a name that is numbered', SMALL.replace('[a, b]', '{ prefix: a, count: 2 }\n    standby: [a-2]'), 10],
    ['a repeated key', SMALL.replace('title: Small', 'title: Small\ntitle: Again'), 4],
    ['high rate beside a policy that looks at entries', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    ackBatch: true\n    highRate: true\n    retry: {}'), 12],
    ['high rate of a group that polls', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    ackBatch: true\n    highRate: true\n    read: { mode: poll }'), 12],
    ['high rate beside an ack of each entry', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    highRate: true'), 11],
    ['high rate of a source that locks each event', `${SMALL}sources:\n  - { kind: producer, name: p, stream: s, schedule: { perSecond: 1 }, highRate: true, enqueue: { idempotency: lock, key: a, ttlMs: 1 }, templates: [{ fields: { a: b } }] }\n`, 12],
    ['a scale-out to fewer consumers than there are', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    scaleOut: { lagAbove: 9, forMs: 5000, max: 1 }'), 11],
    ['a reclaim without its numbers', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    reclaim: { by: sweeper }'), 11]
  ])('says line and sentence for %s', (_what, text, line) => {
    const parsed = parseLabFile(text)
    expect(parsed.kind).toBe('bad')
    if (parsed.kind === 'ok') return
    expect(parsed.problems.map((problem) => problem.line)).toContain(line)
    for (const problem of parsed.problems) expect(problem.message).toMatch(/^\S.*\.$/s)
  })
})
