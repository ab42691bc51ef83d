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
    expect(parsed.map((lab) => (lab.kind === 'ok' ? lab.file.name : lab.problems))).toEqual(['orders', 'incidents', 'eventflow', 'order_stream', 'load', 'idle_limit'])
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
    ['a consumer twice', SMALL.replace('[a, b]', '[a, a]'), 9],
    ['a repeated key', SMALL.replace('title: Small', 'title: Small\ntitle: Again'), 4],
    ['a reclaim without its numbers', SMALL.replace('handler: { name: h }', 'handler: { name: h }\n    reclaim: { by: sweeper }'), 11]
  ])('says line and sentence for %s', (_what, text, line) => {
    const parsed = parseLabFile(text)
    expect(parsed.kind).toBe('bad')
    if (parsed.kind === 'ok') return
    expect(parsed.problems.map((problem) => problem.line)).toContain(line)
    for (const problem of parsed.problems) expect(problem.message).toMatch(/^\S.*\.$/s)
  })
})
