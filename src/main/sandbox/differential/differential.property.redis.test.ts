import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRedisServer, type TestServer } from '../../core/redis/testing/redis-server'
import { RELEASES, type Release } from '../engine/capabilities'
import { startSandbox } from '../testing/start-sandbox'
import { REGRESSIONS } from './regressions'
import { stepsArbitrary } from './testing/arbitraries/steps'
import { findDifference } from './testing/find-difference'
import { ServerUnderTest } from './testing/server-under-test'
import { CLIENTS, type Step } from './testing/step'
import { formatSteps, parseSteps } from './testing/step-text'

/** Another server program with SLUICE_REDIS_SERVER, and the release that it is. */
const RELEASE = (process.env['SLUICE_SANDBOX_RELEASE'] ?? '7.0') as Release
const COMMANDS = Number(process.env['SLUICE_SANDBOX_COMMANDS'] ?? 20_000)
const SEED = fc.readConfigureGlobal().seed ?? 0
/** A server program instead of ours, to see that two of the same kind do not differ and two of different kinds do. */
const OTHER_PROGRAM = process.env['SLUICE_SANDBOX_INSTEAD']
/** Sequences that are run between two looks at how many commands that were. */
const ROUND = 20

const protocols = fc.array(fc.constantFrom(2, 3), { minLength: CLIENTS, maxLength: CLIENTS })
const sequence = fc.tuple(stepsArbitrary(RELEASE), protocols)

let server: TestServer
let other: { port: number; close(): Promise<void> }
let real: ServerUnderTest
let ours: ServerUnderTest

async function startOther(): Promise<typeof other> {
  if (OTHER_PROGRAM === undefined) return startSandbox({ release: RELEASE })
  const program = await startRedisServer({ binary: OTHER_PROGRAM })
  return { port: program.port, close: () => program.stop() }
}

beforeAll(async () => {
  expect(RELEASES).toContain(RELEASE)
  ;[server, other] = await Promise.all([startRedisServer(), startOther()])
  ;[real, ours] = await Promise.all([ServerUnderTest.open(server.port), ServerUnderTest.open(other.port)])
})
afterAll(async () => {
  real.close()
  ours.close()
  await other.close()
  await server.stop()
})

/** Compares sequences until `commands` were sent; throws with the shortest one that differs. */
async function compare(second: ServerUnderTest, commands: number, seed: number): Promise<void> {
  const end = real.commands + commands
  let last: string | undefined
  const property = fc.asyncProperty(sequence, async ([steps, versions]: [Step[], number[]]) => {
    const difference = await findDifference(real, second, steps, versions, RELEASE)
    if (difference !== undefined) last = difference
    return difference === undefined
  })
  for (let round = 0; real.commands < end; round++) {
    const result = await fc.check(property, { numRuns: ROUND, seed: seed + round })
    if (result.failed) throw new Error(`seed ${result.seed}, path ${result.counterexamplePath ?? ''}\n${last ?? String(result.errorInstance)}`)
  }
}

describe('the sandbox server', () => {
  it.each(REGRESSIONS.filter(({ since }) => RELEASES.indexOf(since) <= RELEASES.indexOf(RELEASE)))('answers as the real server does: $what', async ({ steps, protocols: versions }) => {
    expect(await findDifference(real, ours, parseSteps(steps), versions, RELEASE)).toBeUndefined()
  })

  it(`answers as the real server does: ${COMMANDS} commands`, async () => {
    const before = real.commands
    await compare(ours, COMMANDS, SEED)
    process.stdout.write(`sandbox differential: ${real.commands - before} commands on release ${RELEASE}, seed ${SEED}, no difference\n`)
  }, 7_200_000)
})

describe('the comparison', () => {
  it('finds the differences of another release', async () => {
    const wrong = await startSandbox({ release: RELEASE === '7.0' ? '7.2' : '7.0' })
    const wrongServer = await ServerUnderTest.open(wrong.port)
    await expect(compare(wrongServer, 20_000, 1)).rejects.toThrow(/^seed .*\n.*protocols/s)
    wrongServer.close()
    await wrong.close()
  }, 120_000)

  it('reads the lines that it prints', () => {
    fc.assert(fc.property(sequence, ([steps]) => {
      expect(parseSteps(formatSteps(steps))).toEqual(steps)
    }), { numRuns: 50 })
  })
})
