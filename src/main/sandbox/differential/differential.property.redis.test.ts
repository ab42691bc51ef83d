import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startRedisServer, type TestServer } from '../../core/redis/testing/redis-server'
import { RELEASES, type Release } from '../engine/capabilities'
import { startSandbox, type TestSandbox } from '../testing/start-sandbox'
import { stepsArbitrary } from './testing/commands-arbitrary'
import { findDifference } from './testing/compare-servers'
import { ServerUnderTest } from './testing/run-steps'

/** Another server program with SLUICE_REDIS_SERVER, and the release that it is. */
const RELEASE = (process.env['SLUICE_SANDBOX_RELEASE'] ?? '7.0') as Release
const COMMANDS = Number(process.env['SLUICE_SANDBOX_COMMANDS'] ?? 20_000)
/** The length of a sequence on the average. */
const AVERAGE_STEPS = 35

let server: TestServer
let sandbox: TestSandbox
let real: ServerUnderTest
let ours: ServerUnderTest

beforeAll(async () => {
  expect(RELEASES).toContain(RELEASE)
  ;[server, sandbox] = await Promise.all([startRedisServer(), startSandbox({ release: RELEASE })])
  ;[real, ours] = await Promise.all([ServerUnderTest.open(server.port), ServerUnderTest.open(sandbox.port)])
})
afterAll(async () => {
  real.close()
  ours.close()
  await sandbox.close()
  await server.stop()
})

it(`answers as the real server does: ${COMMANDS} commands`, async () => {
  let commands = 0
  let last = ''
  const property = fc.asyncProperty(stepsArbitrary(RELEASE), fc.array(fc.constantFrom(2 as const, 3 as const), { minLength: 3, maxLength: 3 }), async (steps, protocols) => {
    commands += steps.length
    const difference = await findDifference(real, ours, steps, protocols)
    if (difference !== undefined) last = difference
    expect(difference).toBeUndefined()
  })
  const seed = process.env['SLUICE_SANDBOX_SEED']
  const result = await fc.check(property, { numRuns: Math.ceil(COMMANDS / AVERAGE_STEPS), ...(seed !== undefined && { seed: Number(seed) }) })
  if (result.failed) throw new Error(`seed ${result.seed}, path ${result.counterexamplePath ?? ''}\n${last}`)
  expect(commands).toBeGreaterThan(COMMANDS / 2)
  process.stdout.write(`sandbox differential: ${commands} commands on release ${RELEASE}, seed ${result.seed}, no difference\n`)
}, 3_600_000)
