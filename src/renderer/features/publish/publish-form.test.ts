import { expect, test } from 'vitest'
import { buildRequest, EMPTY_FORM, fillDraft, LARGEST_ENTRY, type PublishForm } from './publish-form'

const STREAM = { connection: 'sandbox', key: 'orders' }
const fields = (...rows: [string, string][]): PublishForm => ({ ...EMPTY_FORM, mode: 'fields', rows: rows.map(([name, value], key) => ({ key, name, value, escaped: false })) })
const problem = (form: PublishForm): string | undefined => {
  const built = buildRequest(form, STREAM)
  return built.ok ? undefined : built.problem
}

test('one JSON field is published as it is written', () => {
  const built = buildRequest({ ...EMPTY_FORM, jsonText: '{"n": 1}' }, STREAM)
  expect(built).toEqual({ ok: true, bytes: 12, request: { ...STREAM, fields: [{ name: 'data', value: '{"n": 1}' }], id: '*', createStream: false, confirmLarge: false } })
})

test('invalid JSON blocks, with its place', () => {
  expect(problem({ ...EMPTY_FORM, jsonText: '{\n  "n": }' })).toBe('The JSON is not valid. Line 2, column 8: Expected a value, found }.')
})

test('R7: field rows keep order, duplicates, empty and hostile names', () => {
  const built = buildRequest(fields(['__proto__', '1'], ['', ''], ['a', '1'], ['a', '2']), STREAM)
  expect(built.ok && built.request.fields.map(({ name, value }) => `${name}=${value}`)).toEqual(['__proto__=1', '=', 'a=1', 'a=2'])
})

test('what stands against publishing is said', () => {
  expect(problem({ ...fields(), rows: [] })).toBe('An entry needs at least one field.')
  expect(problem(fields(['', '']))).toContain('Nothing to publish yet')
  expect(problem({ ...fields(['a', '1']), id: 'x' })).toContain('Not an id')
  expect(problem({ ...fields(['a', '1']), trim: { ...EMPTY_FORM.trim, by: 'maxlen', maxlen: undefined } })).toContain('MAXLEN needs')
  expect(problem({ ...fields(['a', '1']), trim: { ...EMPTY_FORM.trim, by: 'minid', minid: 'x' } })).toContain('MINID: Not an id')
  expect(problem({ ...fields(), rows: [{ key: 0, name: 'a', value: '\\q', escaped: true }] })).toBe('Field 1: \\q at character 1 is no escape. Known are \\n, \\r, \\t, \\\\ and \\xHH.')
})

test('F24: past 64 MiB nothing is sent', () => {
  expect(problem(fields(['a', 'x'.repeat(LARGEST_ENTRY)]))).toContain('Over 64 MiB')
})

test('trimming is carried with LIMIT only where Redis takes it', () => {
  const trimmed = (approximate: boolean): unknown => {
    const built = buildRequest({ ...fields(['a', '1']), trim: { by: 'maxlen', approximate, maxlen: 5, minid: '', limit: 9 } }, STREAM)
    return built.ok && built.request.trim
  }
  expect([trimmed(true), trimmed(false)]).toEqual([{ by: 'maxlen', approximate: true, threshold: 5, limit: 9 }, { by: 'maxlen', approximate: false, threshold: 5 }])
})

test('R7: publish again keeps every byte, as JSON where the editor keeps it', () => {
  const odd = [{ name: 'a\rb', value: '\udcff\u202e' }, { name: '', value: 'x\ty\n' }]
  for (const original of [odd, [{ name: 'data', value: '{"a":1,\n "b":"é"}' }], [{ name: 'data', value: '{"a":\r\n1}' }], [{ name: 'data', value: 'not json' }]]) {
    const built = buildRequest(fillDraft(EMPTY_FORM, { fields: original }), STREAM)
    expect(built.ok && built.request.fields).toEqual(original)
  }
  expect(fillDraft(EMPTY_FORM, { fields: [{ name: 'data', value: '{"a":1}' }] }).mode).toBe('json')
  expect(fillDraft(EMPTY_FORM, { fields: [{ name: 'data', value: '{"a":\r1}' }] }).mode).toBe('fields')
})
