import type { ByteText } from '@shared/redis/byte-text'
import type { Count } from '@shared/redis/count'
import { createRowFilter, type FilterTerm } from './pending-filter'
import type { BoardRow } from './board-row'

/** One line of a facet: how many loaded rows it holds for, and the terms that a click writes into the filter. */
export interface FacetLine {
  /** Stable within its facet. */
  key: string
  /** Words for it, or the owner's name to be shown as bytes. */
  label: { kind: 'words'; text: string } | { kind: 'owner'; name: ByteText }
  loaded: number
  /** The server's count over the whole group, where it told one. */
  total?: Count
  terms: FilterTerm[]
  /** Drawn as late or worrying. */
  hot: boolean
}

export interface Facet {
  title: 'Owner' | 'Idle' | 'Deliveries' | 'Entry'
  lines: FacetLine[]
}

interface Bucket {
  text: string
  terms: FilterTerm[]
  hot?: true
  /** Shown only when a row is in it. */
  rare?: true
}

const IDLE: Bucket[] = [
  { text: 'over 10 min', terms: [{ kind: 'idle', is: '>=', ms: 600_000 }], hot: true },
  { text: '1 – 10 min', terms: [{ kind: 'idle', is: '>=', ms: 60_000 }, { kind: 'idle', is: '<', ms: 600_000 }], hot: true },
  { text: '10 – 60 s', terms: [{ kind: 'idle', is: '>=', ms: 10_000 }, { kind: 'idle', is: '<', ms: 60_000 }] },
  { text: 'under 10 s', terms: [{ kind: 'idle', is: '<', ms: 10_000 }] },
  { text: 'released', terms: [{ kind: 'released' }], rare: true }
]

const DELIVERIES: Bucket[] = [
  // XNACK SILENT takes one off, so that a count can be 0 (8.8).
  { text: 'none', terms: [{ kind: 'deliveries', is: '<', count: 1 }], rare: true },
  { text: '1', terms: [{ kind: 'deliveries', is: '=', count: 1 }] },
  { text: '2 – 3', terms: [{ kind: 'deliveries', is: '>=', count: 2 }, { kind: 'deliveries', is: '<=', count: 3 }] },
  { text: 'over 3', terms: [{ kind: 'deliveries', is: '>', count: 3 }], hot: true }
]

const ENTRY: Bucket[] = [
  { text: 'in the stream', terms: [{ kind: 'gone', gone: 'no' }] },
  { text: 'gone', terms: [{ kind: 'gone', gone: 'yes' }], hot: true },
  { text: 'not checked', terms: [{ kind: 'gone', gone: 'unknown' }], rare: true }
]

/** Counts loaded rows per facet. `owners` are the server's own totals; an owner of no loaded row is listed all the same. */
export function countFacets(rows: readonly BoardRow[], owners: readonly { consumer: ByteText; pending: Count }[], now: number): Facet[] {
  return [
    { title: 'Owner', lines: countOwners(rows, owners) },
    { title: 'Idle', lines: countBuckets(IDLE, rows, now) },
    { title: 'Deliveries', lines: countBuckets(DELIVERIES, rows, now) },
    { title: 'Entry', lines: countBuckets(ENTRY, rows, now) }
  ]
}

function countBuckets(buckets: readonly Bucket[], rows: readonly BoardRow[], now: number): FacetLine[] {
  return buckets.flatMap(({ text, terms, hot, rare }) => {
    const passes = createRowFilter(terms)
    const loaded = rows.reduce((count, row) => (passes(row, now) ? count + 1 : count), 0)
    return rare && loaded === 0 ? [] : [{ key: text, label: { kind: 'words' as const, text }, loaded, terms, hot: hot === true }]
  })
}

function countOwners(rows: readonly BoardRow[], owners: readonly { consumer: ByteText; pending: Count }[]): FacetLine[] {
  const loaded = new Map<ByteText | undefined, number>(owners.map(({ consumer }) => [consumer, 0]))
  for (const row of rows) loaded.set(row.consumer, (loaded.get(row.consumer) ?? 0) + 1)
  const totals = new Map(owners.map(({ consumer, pending }) => [consumer, pending]))
  const lines = [...loaded].map(([name, count]): FacetLine => {
    if (name === undefined) return { key: 'none', label: { kind: 'words', text: 'no owner' }, loaded: count, terms: [{ kind: 'no-owner' }], hot: true }
    const total = totals.get(name)
    return { key: `=${name}`, label: { kind: 'owner', name }, loaded: count, ...(total !== undefined && { total }), terms: [{ kind: 'owner', name }], hot: false }
  })
  return lines.sort((a, b) => Number(b.total ?? b.loaded) - Number(a.total ?? a.loaded) || (a.key < b.key ? -1 : 1))
}
