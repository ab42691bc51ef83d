import type { Release } from '../../engine/capabilities'
import { isSameArrival, noteMadeIds, type MadeIds } from './compare-replies'
import { isExpiryMessage, isMessage } from './raw-reply'
import type { Arrival } from './seat'
import type { Observed, ServerUnderTest } from './server-under-test'
import type { Step } from './step'
import { formatCommand, formatSteps } from './step-text'

function show(arrivals: readonly (Arrival | undefined)[]): string {
  return arrivals.map((arrival) => (arrival === undefined ? 'nothing' : `${arrival.command === undefined ? 'message' : formatCommand(arrival.command)} → ${JSON.stringify(arrival.reply ?? 'the connection ended')}`)).join('\n      ')
}

/** Messages behind replies, each in their order: before 7.2 a message that a client caused itself came before, within or after its reply, by command. */
function messagesLast(arrivals: readonly Arrival[]): Arrival[] {
  return [...arrivals.filter(({ command }) => command !== undefined), ...arrivals.filter(({ command }) => command === undefined)]
}

function withoutExpiry({ arrivals, told }: Observed): Observed {
  return { arrivals: arrivals.map((came) => came.filter(({ reply }) => !isExpiryMessage(reply))), told: told.filter((message) => !isExpiryMessage(message)) }
}

function differenceBetween(a: Observed, b: Observed, { made, release }: Comparison): string | undefined {
  const ordered = release === '7.0' ? messagesLast : (all: readonly Arrival[]): readonly Arrival[] => all
  const came = a.arrivals.map((arrivals, client) => [ordered(arrivals), ordered(b.arrivals[client] ?? [])] as const)
  // Of all clients first: one may be told of an id that the server took for another.
  for (const [arrivals, others] of came) noteMadeIds(made, arrivals, others)
  for (const [client, [arrivals, others]] of came.entries()) {
    for (let at = 0; at < Math.max(arrivals.length, others.length); at++) {
      const [left, right] = [arrivals[at], others[at]]
      if (left === undefined || right === undefined || !isSameArrival(left, right, made)) return `for client ${client}:\n      ${show([left])}\n    and\n      ${show([right])}`
    }
  }
  const [told, toldThere] = [JSON.stringify(a.told), JSON.stringify(b.told)]
  return told === toldThere ? undefined : `the keyspace told\n      ${told}\n    and\n      ${toldThere}`
}

/** Whether a transaction told a client of what the transaction itself did. */
function hearsOfItself({ arrivals }: Observed): boolean {
  return arrivals.flat().some(({ queued, reply }) => queued.length > 0 && reply?.[0] === '*' && reply[1].some(isMessage))
}

interface Comparison {
  made: MadeIds
  release: Release
}

/**
 * Runs the same steps on both servers, one after the other, and gives the first difference in words: the whole sequence up to
 * it, as lines that can be kept, and what either said. Undefined when there is none.
 */
export async function findDifference(first: ServerUnderTest, second: ServerUnderTest, steps: readonly Step[], protocols: readonly number[], release: Release): Promise<string | undefined> {
  await Promise.all([first.reset(protocols), second.reset(protocols)])
  const comparison: Comparison = { made: new Map(), release }
  for (const [index, step] of steps.entries()) {
    const [a, b] = await Promise.allSettled([first.run(step), second.run(step)])
    const difference = a.status === 'rejected' ? `first: ${String(a.reason)}` : b.status === 'rejected' ? `second: ${String(b.reason)}` : differenceBetween(withoutExpiry(a.value), withoutExpiry(b.value), comparison)
    // Before 7.2 those messages stand among the replies of EXEC, each command having its own place for them, and shift what comes behind.
    if (release === '7.0' && [a, b].some((outcome) => outcome.status === 'fulfilled' && hearsOfItself(outcome.value))) return undefined
    if (difference !== undefined) return [`protocols ${protocols.join(' ')}`, ...formatSteps(steps.slice(0, index + 1)), `    ${difference}`].join('\n')
  }
  return undefined
}
