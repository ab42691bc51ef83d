import fc from 'fast-check'
import { capabilitiesOf, type Release } from '../../../engine/capabilities'
import { BULK_KINDS, CLIENTS, type Step } from '../step'
import { sometimesWrong } from './mutate'
import { keys, otherTypes } from './other-commands'
import { messages, sessions } from './session-commands'
import { idempotent, madeStream, streamReads, streamWrites } from './stream-commands'
import { FUTURE_MS, streamKey } from './values'
import { interventions, line, waits } from './waiting-steps'
import { maybe, oneOf, pick, words, type Words } from './words'

/** Sequences of steps for servers of that release: mostly streams, and whatever meets them. */
export function stepsArbitrary(release: Release): fc.Arbitrary<Step[]> {
  const capabilities = capabilitiesOf(release)
  const writes = oneOf(...streamWrites(capabilities))
  const reads = oneOf(...streamReads(capabilities))
  const command: Words = oneOf([60, sometimesWrong(writes)], [28, sometimesWrong(reads)], [10, sometimesWrong(oneOf(...otherTypes))], [8, sometimesWrong(oneOf(...keys))], [10, oneOf(...sessions)], [3, oneOf(...messages(capabilities))], [4, oneOf(...madeStream)])
  const client = fc.nat(CLIENTS - 1)
  const alone = command.map((args) => [args])
  const call: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('call' as const), client, commands: oneOf([14, alone], [2, oneOf(...waits).map((args) => [args])], [1, fc.array(command, { minLength: 2, maxLength: 6 })], [1, fc.array(command, { minLength: 1, maxLength: 4 }).map((queued) => [['MULTI'], ...queued, ['EXEC']])]) })
  const bulk: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('bulk' as const), client, key: streamKey, entries: fc.integer({ min: 20, max: 260 }), fields: fc.nat(BULK_KINDS - 1) })
  const behind: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('behind' as const), client, command })
  // An id of the future, after which `*` means the same on every clock.
  const onward = (key: string): Words => words('XADD', key, capabilities.idempotentAdd ? maybe(oneOf(...idempotent.map((option) => [1, option] as const)), 1) : words(), '*', 'f', pick('1', 'v'))
  const future: fc.Arbitrary<Step[]> = fc.tuple(client, streamKey).chain(([who, key]) => fc.array(onward(key), { minLength: 1, maxLength: 6 }).map((adds) => [['XADD', key, `${FUTURE_MS}-5`, 'f', '1'], ...adds].map((args): Step => ({ kind: 'call', client: who, commands: [args] }))))
  const single = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> => step.map((only) => [only])
  const steps: fc.Arbitrary<Step[]> = oneOf([90, single(call)], [1, single(bulk)], [2, single(behind)], [3, single(interventions)], [2, line], [1, future])
  return fc.array(steps, { minLength: 5, maxLength: 50, size: 'max' }).map((chunks) => chunks.flat())
}
