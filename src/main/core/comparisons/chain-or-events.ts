import type { ComparisonAction } from '@shared/contract/comparisons'
import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import { ORDER_SERVICES, type ChainSettings, type CustomerFigures, type GroupBacklog, type OrderService } from '@shared/model/comparison-state'
import { Fault } from '../fault'
import { toArgument } from '../redis/bytes'
import { GuardError, NoReplyError, ServerError } from '../redis/reply'
import { LAB_MAXLEN } from '../workers/enqueue'
import { readField } from '../workers/read-field'
import { SENDER, type ComparisonRun, type RunContext } from './comparison-run'
import { createLatencyTally } from './latency-tally'
import { openOrderServices, type OrderServices } from './order-services'
import { createReaderLife } from './reader-life'
import { serveGroup } from './serve-group'
import type { ServiceAnswer, ServiceEndpoint } from './service-endpoint'

/** Orders that one shop answers at a time; the next customer is turned away. */
const OPEN_LIMIT = 100
/** Between two tries of a call that failed. */
const RETRY_MS = 500
/** Percentiles of so many answers: what is changed is seen soon. */
const ANSWERS_KEPT = 100
const CUSTOMER_PATIENCE_MS = 5_000
const LINGER_MS = 2_000

/** The chain: one service after the other, and the customer waits for all of them. */
async function answerByChain(services: OrderServices, order: string, timeoutMs: number): Promise<ServiceAnswer> {
  for (const service of ORDER_SERVICES) {
    const result = await services.call(service, order, timeoutMs)
    if (result.kind === 'timed-out') return { status: 504, body: `${service} did not answer within ${timeoutMs} ms` }
    if (result.kind === 'unreachable') return { status: 502, body: `${service} cannot be reached` }
    if (result.status !== 200) return { status: 502, body: `${service} answered ${result.status}` }
  }
  return { status: 201, body: 'paid, reserved and mailed' }
}

/** A shop's front door, and what its customers were answered. */
async function openShop({ openService, clock, atEnd }: RunContext, patienceMs: number, answer: (order: string) => Promise<ServiceAnswer>) {
  const counts = { accepted: 0, failed: 0, timedOut: 0 }
  const answers = createLatencyTally(ANSWERS_KEPT)
  let inside = 0
  let open = 0
  let closing = false
  const front: ServiceEndpoint = await openService(async (order) => {
    if (inside >= OPEN_LIMIT) return { status: 503, body: 'too many orders at once' }
    inside += 1
    try {
      return await answer(order)
    } finally {
      inside -= 1
    }
  })
  atEnd(() => {
    closing = true
    return front.close()
  })
  return {
    async order(text: string): Promise<void> {
      const startedAt = clock.monotonic()
      open += 1
      const result = await front.post(text, patienceMs)
      // Who still waits at the end is cut off by us: that is no answer of this shop.
      if (closing) return
      open -= 1
      answers.add(clock.monotonic() - startedAt)
      if (result.kind === 'answered' && result.status < 300) counts.accepted += 1
      else if (result.kind === 'timed-out' || (result.kind === 'answered' && result.status === 504)) counts.timedOut += 1
      else counts.failed += 1
    },
    open: () => open,
    read(): CustomerFigures {
      const latency = answers.read()
      return { ...counts, open, ...(latency !== undefined && { answer: latency }) }
    }
  }
}

/**
 * D7: the same orders at two shops. One calls payment, stock and mail one after the other before it answers; the other
 * adds the order to a stream and answers, and three groups call the same services. All of them are HTTP endpoints.
 */
export async function startChainOrEvents(context: RunContext, settings: ChainSettings): Promise<ComparisonRun> {
  const { connection, clock, random, openSocket, openService } = context
  const services = await openOrderServices({ openService, clock, workMs: settings.workMs })
  context.atEnd(() => services.close())
  const key = context.stream('orders')
  const name = toArgument(key)
  for (const group of ORDER_SERVICES) await connection.writer.send(['XGROUP', 'CREATE', name, group, '$', 'MKSTREAM'], SENDER)

  let added = 0
  async function addToStream(order: string): Promise<ServiceAnswer> {
    try {
      await connection.writer.send(['XADD', name, 'MAXLEN', '~', String(LAB_MAXLEN), '*', 'order', order], SENDER)
      added += 1
      return { status: 202, body: 'accepted' }
    } catch (error) {
      if (error instanceof ServerError || error instanceof GuardError) return { status: 502, body: 'Redis refused the order' }
      if (error instanceof NoReplyError) return { status: error.sent ? 504 : 502, body: 'Redis did not answer' }
      throw error
    }
  }

  const patienceMs = ORDER_SERVICES.length * settings.timeoutMs + CUSTOMER_PATIENCE_MS
  const chain = await openShop(context, patienceMs, (order) => answerByChain(services, order, settings.timeoutMs))
  const events = await openShop(context, patienceMs, addToStream)
  const groups = ORDER_SERVICES.map((group) => startGroup(context, key, group, services, settings.timeoutMs))

  const ending = new AbortController()
  const orders = { count: 0 }
  const buying = keepOrdering(clock, ending.signal, settings.perSecond, () => {
    orders.count += 1
    const order = `ORD-${1000 + orders.count}`
    void chain.order(order)
    void events.order(order)
  })
  context.atEnd(async () => {
    ending.abort()
    await buying
    // Customers who wait for a slow service get its answer, within reason; the rest are cut off.
    for (const until = clock.monotonic() + LINGER_MS; chain.open() + events.open() > 0 && clock.monotonic() < until; ) await clock.sleep(50)
  })

  function startGroup({ atEnd }: RunContext, stream: string, group: OrderService, all: OrderServices, timeoutMs: number) {
    let done = 0
    let retries = 0
    const life = createReaderLife({
      open: () => openSocket(group), clock, random,
      serve: (socket, leaving) => serveGroup(socket, leaving, {
        key: stream, group, consumer: group, count: 1,
        async work({ fields }) {
          // A worker has time: it waits for a slow service as long as it takes the chain to give up, and longer.
          const result = await unlessLeft(all.call(group, readField(fields, 'order'), timeoutMs + 60_000), leaving)
          if (result === undefined) return false
          if (result.kind === 'answered' && result.status === 200) return true
          retries += 1
          await clock.sleep(RETRY_MS, leaving)
          return false
        },
        acked: (removed) => void (done += removed)
      })
    })
    life.bringBack()
    atEnd(() => life.takeAway())
    return { problem: () => life.problem(), read: (): GroupBacklog => ({ group, done, backlog: Math.max(0, added - done), retries }) }
  }

  return {
    subject: () => ({ kind: 'chain', settings, figures: { orders: orders.count, chain: chain.read(), events: events.read(), services: services.read(), groups: groups.map((group) => group.read()) } }),
    problem: () => services.problem() ?? groups.map((group) => group.problem()).find((problem) => problem !== undefined),
    act(action: ComparisonAction) {
      if (action.kind !== 'set-service') throw new Fault('not-possible-now', 'This comparison has no readers to restart.', 'Change one of its services.')
      services.set(action.service, action)
    }
  }
}

/** Undefined when it has to leave before the answer. */
function unlessLeft<T>(answer: Promise<T>, leaving: AbortSignalLike): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(undefined)
    leaving.addEventListener('abort', leave, { once: true })
    if (leaving.aborted) leave()
    answer.then(resolve, reject).finally(() => leaving.removeEventListener('abort', leave))
  })
}

async function keepOrdering(clock: Clock, ending: AbortSignal, perSecond: number, buy: () => void): Promise<void> {
  while (!ending.aborted) {
    buy()
    await clock.sleep(1000 / perSecond, ending)
  }
}
