import { describe, expect, it } from 'vitest'
import { formatId, makeId } from './stream-id'
import { StreamNode } from './stream-node'

function nodeWith(...entries: [ms: number | bigint, sequence: number | bigint, ...words: string[]][]): StreamNode {
  const [ms = 0, sequence = 0, ...words] = entries[0] ?? []
  const node = StreamNode.startingWith(makeId(ms, sequence), words, 0)
  for (const [ms, sequence, ...words] of entries) node.append(makeId(ms, sequence), words, 0)
  return node
}

function read(node: StreamNode): string[] {
  const found: string[] = []
  for (let at = node.first; at !== undefined; at = node.after(at)) found.push(`${formatId(node.idAt(at))} ${node.fieldsAt(at).join(' ')}${node.isDeleted(at) ? ' deleted' : ''}`)
  return found
}

describe('a node', () => {
  it('leaves out the names of fields that its first entry has too', () => {
    const same = nodeWith([5, 0, 'kind', 'a'], [5, 1, 'kind', 'b'])
    const other = nodeWith([5, 0, 'kind', 'a'], [5, 1, 'sort', 'b'])
    // Two for the number of fields, six for the name.
    expect(other.byteLength - same.byteLength).toBe(8)
    expect(read(same)).toEqual(['5-0 kind a', '5-1 kind b'])
    expect(read(other)).toEqual(['5-0 kind a', '5-1 sort b'])
  })

  it('can be walked from the end', () => {
    const node = nodeWith([5, 9, 'a', '1'], [6, 0, 'a', '2', 'b', '3'], [7, 0, 'a', '4'])
    const ids: string[] = []
    for (let at = node.last; at !== undefined; at = node.before(at)) ids.push(formatId(node.idAt(at)))
    expect(ids).toEqual(['7-0', '6-0', '5-9'])
  })

  it('holds ids as far apart as there are', () => {
    const node = nodeWith([0, 2n ** 64n - 1n, 'a', '1'], [2n ** 63n + 5n, 0, 'a', '2'], [2n ** 64n - 1n, 3, 'a', '3'])
    expect(read(node).map((line) => line.split(' ')[0])).toEqual(['0-18446744073709551615', '9223372036854775813-0', '18446744073709551615-3'])
    expect(formatId(node.idAt(node.seek(makeId(2n ** 63n, 0)) ?? 0))).toBe('9223372036854775813-0')
  })

  it('marks what is deleted and keeps its place', () => {
    const node = nodeWith([1, 0, 'a', '1'], [2, 0, 'a', '2'])
    node.delete(node.seek(makeId(1, 0)) ?? -1)
    expect(read(node)).toEqual(['1-0 a 1 deleted', '2-0 a 2'])
    expect([node.live, node.entries]).toEqual([1, 2])
  })

  it('moves its entries when a counter at its head takes a second byte', () => {
    const node = nodeWith(...Array.from({ length: 130 }, (_, index): [number, number, string, string] => [index + 1, 0, 'n', String(index)]))
    expect(read(node).at(0)).toBe('1-0 n 0')
    expect(read(node).at(-1)).toBe('130-0 n 129')
    for (let ms = 1; ms <= 129; ms++) node.delete(node.seek(makeId(ms, 0)) ?? -1)
    expect(read(node).filter((line) => !line.endsWith('deleted'))).toEqual(['130-0 n 129'])
  })
})
