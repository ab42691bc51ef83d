import type { ComparisonAction } from '@shared/contract/comparisons'
import type { PubSubFigures, PubSubSettings } from '@shared/model/comparison-state'
import { Fault } from '../fault'
import { toArgument } from '../redis/bytes'
import { GuardError, NoReplyError, ServerError, type Reply } from '../redis/reply'
import { LAB_MAXLEN } from '../workers/enqueue'
import { readField } from '../workers/read-field'
import { SENDER, type ComparisonRun, type RunContext } from './comparison-run'
import { createMessageTally, type MessageTally } from './message-tally'
import { createReaderLife } from './reader-life'
import { serveGroup } from './serve-group'

const GROUP = 'readers'
const SUBSCRIBE_MS = 5_000
/** At the end what is on its way may still come in. */
const SETTLE_MS = 5_000
const LOOK_EVERY_MS = 20

/** What a reply says of one number. `undefined`: the command was sent and never answered. */
function note(tally: MessageTally, n: number, reply: Reply | ServerError | undefined): void {
  if (reply === undefined) tally.unknown(n)
  else if (reply instanceof ServerError) tally.refused(n)
  else tally.sent(n)
}

/**
 * D1: one publisher sends the same numbers to a channel and to a stream; a subscriber and a consumer of a group read
 * them. Both readers can be taken away at once, which closes their sockets, and come back.
 */
export async function startPubsubOrStream(context: RunContext, settings: PubSubSettings): Promise<ComparisonRun> {
  const { connection, clock, random, openSocket } = context
  const key = context.stream('messages')
  const name = toArgument(key)
  await connection.writer.send(['XGROUP', 'CREATE', name, GROUP, '$', 'MKSTREAM'], SENDER)

  const toChannel = createMessageTally()
  const toStream = createMessageTally()
  const ending = new AbortController()
  let number = 0
  let answered = 0
  /** Rises with each change: what was published within one time without a subscriber reached nobody. */
  let subscriptions = { count: 0, open: false }
  let refusal: string | undefined

  const subscriber = createReaderLife({
    open: () => openSocket('subscriber'), clock, random,
    async serve(socket, leaving) {
      const before = answered
      socket.onMessage((message) => {
        if (leaving.aborted) return
        const n = Number(message.toString())
        // One publisher, one channel, one order: what comes later has passed what did not come.
        toChannel.missedBefore(n)
        toChannel.received(n)
      })
      subscriptions = { count: subscriptions.count + 1, open: true }
      try {
        // In small letters: by these the client library knows that messages follow.
        await socket.send(['subscribe', name], SUBSCRIBE_MS)
        toChannel.missedBefore(before + 1)
        await socket.ended
      } finally {
        subscriptions = { count: subscriptions.count + 1, open: false }
      }
    }
  })
  const consumer = createReaderLife({
    open: () => openSocket('consumer'), clock, random,
    serve: (socket, leaving) => serveGroup(socket, leaving, {
      key, group: GROUP, consumer: 'reader', count: 100,
      work(entry) {
        toStream.received(Number(readField(entry.fields, 'n')))
        return true
      },
      acked: () => undefined
    })
  })

  async function publish(n: number): Promise<void> {
    toChannel.begin(n)
    toStream.begin(n)
    const before = subscriptions
    let replies: readonly (Reply | ServerError)[] = []
    try {
      replies = await connection.writer.pipeline([['PUBLISH', name, String(n)], ['XADD', name, 'MAXLEN', '~', String(LAB_MAXLEN), '*', 'n', String(n)]], SENDER)
      refusal = undefined
    } catch (error) {
      if (!(error instanceof NoReplyError || error instanceof GuardError)) throw error
      refusal = error.message
      const never = error instanceof GuardError || !error.sent
      if (never) replies = [new ServerError(error.message), new ServerError(error.message)]
    }
    note(toChannel, n, replies[0])
    note(toStream, n, replies[1])
    answered = n
    // The reply is how many it reached. Somebody else may listen too: then it is known by ours not having been there all the time.
    if (replies[0] === '0' || (!before.open && before === subscriptions)) toChannel.missed(n)
  }

  async function keepPublishing(): Promise<void> {
    let nextAt = clock.monotonic()
    while (!ending.signal.aborted) {
      const wait = nextAt - clock.monotonic()
      if (wait > 0) await clock.sleep(wait, ending.signal)
      if (ending.signal.aborted) return
      number += 1
      await publish(number)
      // What the server was too slow for is not made up for.
      nextAt = Math.max(nextAt + 1000 / settings.perSecond, clock.monotonic())
    }
  }

  let down: { backAt: number } | undefined
  let restarts = 0
  async function restart(): Promise<void> {
    down = { backAt: clock.now() + settings.downMs }
    restarts += 1
    await Promise.all([subscriber.takeAway(), consumer.takeAway()])
    await clock.sleep(settings.downMs, ending.signal)
    subscriber.bringBack()
    consumer.bringBack()
    down = undefined
  }
  let restarting: Promise<void> | undefined

  /** Whatever was sent comes in, or is known not to. */
  async function settle(): Promise<void> {
    for (const until = clock.monotonic() + SETTLE_MS; clock.monotonic() < until; await clock.sleep(LOOK_EVERY_MS)) {
      if (toStream.read().waiting + toChannel.read().waiting === 0) return
    }
  }

  subscriber.bringBack()
  consumer.bringBack()
  context.atEnd(async () => {
    await Promise.all([subscriber.takeAway(), consumer.takeAway()])
  })
  await waitFor(context, () => subscriptions.open || subscriber.problem() !== undefined)
  const publishing = keepPublishing()
  context.atEnd(async () => {
    ending.abort()
    await publishing
    await restarting
    if (connection.state().status.kind === 'ready') await settle()
  })

  function readers(): PubSubFigures['readers'] {
    if (down !== undefined) return 'down'
    return subscriptions.open ? 'up' : 'coming'
  }

  return {
    subject: () => ({ kind: 'pubsub', settings, figures: { number, pubsub: toChannel.read(), stream: toStream.read(), readers: readers(), ...(down !== undefined && { backAt: down.backAt }), restarts } }),
    problem: () => refusal ?? subscriber.problem() ?? consumer.problem(),
    act(action: ComparisonAction) {
      if (action.kind !== 'restart-both') throw new Fault('not-possible-now', 'This comparison has no services.', 'Restart its readers.')
      if (down !== undefined) throw new Fault('not-possible-now', 'Both are away already.', 'Wait until they are back.')
      restarting = restart()
    }
  }
}

const START_MS = 5_000

/** Waits until it holds, at most as long as a start may take. */
async function waitFor({ clock }: RunContext, holds: () => boolean): Promise<void> {
  for (const until = clock.monotonic() + START_MS; !holds() && clock.monotonic() < until; ) await clock.sleep(LOOK_EVERY_MS)
}
