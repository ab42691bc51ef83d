import { sameReply } from './compare-replies'
import type { Step } from './commands-arbitrary'
import type { RawReply } from './raw-client'
import type { Observed, ServerUnderTest } from './run-steps'

function show(args: readonly string[]): string {
  return args.map((word) => (/^[\w$*+><(=~.:-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')
}

const replyText = (reply: Observed['reply']): string => JSON.stringify(reply ?? null)

function sameReleases(a: Observed['released'], b: Observed['released']): boolean {
  return a.length === b.length && a.every(([client, command, reply], index) => b[index]?.[0] === client && sameReply(command, reply, b[index]?.[2]))
}

/** The replies of EXEC are compared each by its own command. */
function sameReplies({ command, queued = [] }: Observed, a: RawReply | undefined, b: RawReply | undefined): boolean {
  if (queued.length === 0 || a?.[0] !== '*' || b?.[0] !== '*' || a[1].length !== queued.length) return sameReply(command, a, b)
  const replies = b[1]
  return replies.length === a[1].length && a[1].every((reply, index) => sameReply(queued[index] ?? [], reply, replies[index]))
}

function sameObserved(a: Observed, b: Observed): string | undefined {
  const isReply = (reply: Observed['reply']): reply is RawReply | undefined => reply !== 'blocked' && reply !== 'skipped'
  const replies = isReply(a.reply) && isReply(b.reply) ? sameReplies(a, a.reply, b.reply) : a.reply === b.reply
  if (!replies) return `replied ${replyText(a.reply)}\n    and ${replyText(b.reply)}`
  if (!sameReleases(a.released, b.released)) return `released ${JSON.stringify(a.released)}\n    and ${JSON.stringify(b.released)}`
  if (JSON.stringify(a.told) !== JSON.stringify(b.told)) return `told ${JSON.stringify(a.told)}\n    and ${JSON.stringify(b.told)}`
  return undefined
}

/**
 * Runs the same steps on both servers, one after the other, and gives the first difference in words: the whole sequence as
 * redis-cli lines up to it. Undefined when there is none.
 */
export async function findDifference(real: ServerUnderTest, ours: ServerUnderTest, steps: readonly Step[], protocols: readonly (2 | 3)[]): Promise<string | undefined> {
  await Promise.all([real.reset(protocols), ours.reset(protocols)])
  const lines: string[] = [`protocols ${protocols.join(' ')}`]
  for (const step of steps) {
    const [a, b] = await Promise.all([real.run(step), ours.run(step)])
    lines.push(`${step.client}> ${show(a.command)}`)
    const difference = sameObserved(a, b)
    if (difference !== undefined) return `${lines.join('\n')}\n    ${difference}`
  }
  return undefined
}
