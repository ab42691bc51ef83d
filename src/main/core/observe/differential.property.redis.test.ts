import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StreamRef } from '@shared/model/stream-ref'
import { toStreamId } from '@shared/model/stream-ref'
import type { StreamState } from '@shared/model/stream-state'
import { textToBytes, type ByteText } from '@shared/redis/byte-text'
import { toEntryId } from '@shared/redis/entry-id'
import { startRedisServer, type TestServer } from '../redis/testing/redis-server'
import { openObserved, type Observed } from './testing/open-observed'
import { findBehaviour, randomCommand, runCommand } from './testing/random-commands'
import { compareIds, readId, showId, StreamModel, type Behaviour, type Id } from './testing/stream-model'
import { openThirdParty, type ThirdParty } from './testing/third-party'

/** Commands in one run of the suite; raise it for a long run. */
const COMMANDS = Number(process.env['SLUICE_DIFFERENTIAL_COMMANDS'] ?? 3000)
const PER_RUN = 60
const READ_EVERY = 3

let server: TestServer
let client: ThirdParty
let observed: Observed
let behaviour: Behaviour

beforeAll(async () => {
  const binary = process.env['SLUICE_REDIS_SERVER']
  server = await startRedisServer(binary === undefined ? {} : { binary })
  client = openThirdParty(server.port)
  behaviour = await findBehaviour(client)
  observed = await openObserved({ url: server.url })
})
afterAll(async () => {
  client.close()
  await observed.dispose()
  await server.stop()
})

interface GroupPicture {
  name: string
  delivered: string
  pending: number
  consumers: { name: string; pending: number }[]
  rows: { id: string; owner: string; count: string }[]
}

interface Picture {
  length: number
  top: string
  tail: string[]
  groups: GroupPicture[]
}

function hex(name: ByteText): string {
  return Buffer.from(textToBytes(name)).toString('hex')
}

function byName<T extends { name: string }>(list: T[]): T[] {
  return list.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function pictureOfModel(model: StreamModel): Picture {
  const groups = [...model.groups].map(([name, group]): GroupPicture => {
    const rows = [...group.pending].map(([id, row]) => ({ id, owner: row.owner, count: String(row.count) })).sort((a, b) => compareIds(readId(a.id), readId(b.id)))
    const consumers = [...group.consumers].map((consumer) => ({ name: consumer, pending: rows.filter((row) => row.owner === consumer).length }))
    return { name, delivered: showId(group.delivered), pending: rows.length, consumers: byName(consumers), rows }
  })
  return { length: model.entries.length, top: showId(model.top), tail: model.entries.slice(-16).map(showId).reverse(), groups: byName(groups) }
}

/** The product's picture as the page has it: the fold of the log. */
function pictureOfProduct(state: StreamState | undefined): Picture | 'missing' | undefined {
  if (state?.reading?.kind === 'missing') return 'missing'
  if (state?.reading?.kind !== 'present') return undefined
  const { reading } = state
  const groups = state.groups.flatMap((group): GroupPicture[] => {
    if (group.facts === undefined || group.vanishedAt !== undefined) return []
    const { facts } = group
    expect(facts.window.complete).toBe(true)
    return [{
      name: hex(facts.name),
      delivered: facts.lastDeliveredId,
      pending: facts.pending,
      consumers: byName(facts.consumers.map((consumer) => ({ name: hex(consumer.name), pending: consumer.pending }))),
      rows: facts.window.rows.map((row) => ({ id: row.id, owner: hex(row.consumer ?? 'none'), count: String(row.deliveries) }))
    }]
  })
  return { length: reading.length, top: reading.lastGeneratedId ?? 'unknown', tail: reading.tail.slice(0, 16), groups: byName(groups) }
}

/** I1 and I2 on the server's own answers, so that a broken oracle cannot agree with a broken product. */
async function checkServer(key: string, picture: Picture): Promise<void> {
  for (const group of picture.groups) {
    const name = Buffer.from(group.name, 'hex')
    const summary = await client.call('XPENDING', key, name)
    const rows = await client.call('XPENDING', key, name, '-', '+', 1000)
    expect(Array.isArray(summary) ? Number(summary[0]) : undefined).toBe(group.pending)
    expect(Array.isArray(rows) ? rows.length : undefined).toBe(group.pending)
    expect(group.consumers.reduce((sum, consumer) => sum + consumer.pending, 0)).toBe(group.pending)
  }
}

/** Facts that the product derives: entry gone or not, and its own count of what is undelivered. */
function checkDerived(state: StreamState | undefined, model: StreamModel): void {
  if (state?.reading?.kind !== 'present') return
  for (const group of state.groups) {
    if (group.facts === undefined || group.vanishedAt !== undefined) continue
    for (const row of group.facts.window.rows) if (row.gone !== undefined) expect(row.gone, row.id).toBe(!model.has(readId(row.id)))
    const { undelivered } = group.facts
    if (undelivered.known && undelivered.from === 'counted') expect(undelivered.value).toBe(model.undelivered(hex(group.name)))
  }
}

async function checkStandings(stream: StreamRef, model: StreamModel, id: Id): Promise<void> {
  const life = await observed.queries.lifeLine({ ...stream, id: toEntryId(showId(id)) })
  for (const { standing, why } of life.groups) met.add(standing).add(why === undefined ? '' : 're-deliverable')
  const standings = life.groups.map((group) => ({ name: hex(group.group), standing: group.standing as string }))
  expect(byName(standings)).toEqual(byName([...model.groups.keys()].map((name) => ({ name, standing: model.standing(name, id) }))))
}

let runs = 0
/** What came up, so that a run in which nothing was pending cannot pass for a proof. */
const met = new Set<string>()

test(`after any commands of a third party the picture is the server's and the model's (I1, I2, I3, I10, I21, T1), ${COMMANDS} commands`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomCommand, { minLength: PER_RUN, maxLength: PER_RUN, size: 'max' }), async (commands) => {
      runs += 1
      const key = `differential:${runs}`
      const stream: StreamRef = { connection: observed.id, key }
      const model = new StreamModel(behaviour)
      const known: Id[] = []
      observed.observer.watch(stream)
      try {
        for (const [step, command] of commands.entries()) {
          await runCommand(client, key, model, known, command)
          if (step % READ_EVERY !== 0 && step !== commands.length - 1) continue
          await observed.observer.readNow(stream)
          const state = observed.log.current().streams[toStreamId(stream)]
          const picture = pictureOfModel(model)
          expect(pictureOfProduct(state), `after step ${step}`).toEqual(model.exists ? picture : 'missing')
          checkDerived(state, model)
          if (!model.exists || step % (2 * READ_EVERY) !== 0) continue
          await checkServer(key, picture)
          const id = known[known.length - 1 - (command.count % Math.max(1, known.length))]
          if (id !== undefined) await checkStandings(stream, model, id)
        }
      } finally {
        observed.observer.unwatch(stream)
        await client.call('DEL', key)
      }
    }),
    { numRuns: Math.max(1, Math.round(COMMANDS / PER_RUN)), endOnFailure: process.env['SLUICE_DIFFERENTIAL_COMMANDS'] === undefined }
  )
  expect([...met]).toEqual(expect.arrayContaining(['undelivered', 'pending', 'pending, entry gone', 'settled', 'removed', 're-deliverable']))
}, Math.max(120_000, COMMANDS * 40))
