import { isUtf8 } from 'node:buffer'
import type { IntakeSend, IntakeReceipt } from '@shared/contract/labs'
import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import { DEDUPLICATION_FIELD, parseIntakeBody, type IntakeEvent } from '@shared/labs/intake-body'
import type { LabFileIntake, StreamTrim } from '@shared/labs/lab-file'
import type { IntakeOutcome, IntakeState } from '@shared/model/intake-state'
import type { StreamRef } from '@shared/model/stream-ref'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import { toArgument } from '../redis/bytes'
import type { Argument, Dispatcher, Sender } from '../redis/dispatcher'
import { LAB_MAXLEN, toAddCommand, toLockCommand } from '../workers/enqueue'
import { toUnlockCommand } from '../workers/policies/policy-commands'
import { addOnce, type AddOutcome } from './add-once'
import type { IntakeAnswer, IntakeListener, OpenIntake } from './intake-listener'
import { createSampleBodies, makeBurst } from './sample-deliveries'

export interface LabIntakeOptions {
  /** Name of the lab, for the command log. */
  lab: string
  settings: LabFileIntake
  stream: StreamRef
  trim: StreamTrim | undefined
  /** Guarded like a producer's socket: lab keys, while labs are allowed. */
  writer: Dispatcher
  open: OpenIntake
  sink: EventSink
  clock: Clock
  random: Random
  /** At most ten times a second. */
  onChange: () => void
}

/** The webhook endpoint of one running lab. */
export interface LabIntake {
  state(): IntakeState
  /** Posts to its own URL over HTTP. Throws Fault `not-possible-now` when there is nothing to repeat or no answer. */
  send(what: IntakeSend): Promise<IntakeReceipt>
  /** Idempotent. */
  close(): Promise<void>
}

const PERIOD_MS = 100
/** Deliveries of a burst under way at once. */
const AT_ONCE = 8

function toAnswer(outcome: AddOutcome, lockMs: number): IntakeAnswer {
  const lockLife = `for up to ${Math.ceil(lockMs / 1000)} s`
  switch (outcome.kind) {
    case 'added': return { status: 200, body: { status: 'accepted', id: outcome.id } }
    case 'duplicate': return { status: 200, body: { status: 'duplicate' } }
    case 'failed': return { status: 503, body: { status: 'refused', error: `${outcome.why} Nothing was added. ${outcome.locked ? `Its lock may stand: a repeat may be called a duplicate ${lockLife}.` : 'Send it again later.'}` } }
    case 'unknown': return { status: 503, body: { status: 'unknown', error: `Redis did not answer: whether the event was added is unknown. It is not sent again, and a repeat is called a duplicate ${lockLife}.` } }
  }
}

/** Opens the endpoint of a lab. Rejects when the host cannot listen. */
export async function openLabIntake(options: LabIntakeOptions): Promise<LabIntake> {
  const { settings, stream, writer, sink, clock, random } = options
  const sender: Sender = { by: 'lab', who: `${options.lab} intake` }
  const lockMs = 2 * settings.jobTimeoutMs
  /** The field that names the event, for locks and for whoever releases them. */
  const keyField = settings.envelope?.key ?? DEDUPLICATION_FIELD
  const makeBody = createSampleBodies(settings, clock, random)
  const sample = makeBody('zendesk')
  const counts: Record<IntakeOutcome, number> = { accepted: 0, duplicate: 0, refused: 0, unknown: 0 }
  const closing = new AbortController()
  let facts: Pick<IntakeState, 'last' | 'lastRefusal'> = {}
  let lastBody: string | undefined
  let telling = false

  async function tellSoon(): Promise<void> {
    if (telling) return
    telling = true
    await clock.sleep(PERIOD_MS, closing.signal)
    telling = false
    if (!closing.signal.aborted) options.onChange()
  }

  function note({ status, body }: IntakeAnswer, event?: IntakeEvent): void {
    const at = clock.now()
    counts[body.status] += 1
    if ('error' in body) facts = { ...facts, lastRefusal: { status, why: body.error, at } }
    if (event !== undefined) {
      lastBody = event.body
      facts = { ...facts, last: { key: event.key, source: event.source, outcome: body.status, at, ...('id' in body && { id: body.id }) } }
    }
    void tellSoon()
  }

  function refuse(error: string): IntakeAnswer {
    const answer: IntakeAnswer = { status: 400, body: { status: 'refused', error } }
    note(answer)
    return answer
  }

  async function add({ key: eventKey, fields }: IntakeEvent): Promise<AddOutcome> {
    const payload: Argument[] = fields.flatMap(({ name, value }) => [name, value])
    const enqueue = { idempotency: 'lock', key: keyField, ttlMs: lockMs } as const
    const trim = options.trim ?? { maxLen: LAB_MAXLEN, exact: false }
    return addOnce(writer, {
      lock: toLockCommand(payload, enqueue),
      add: toAddCommand({ key: toArgument(stream.key), payload, name: sender.who ?? '', enqueue, trim, now: clock.now(), mustExist: false }),
      unlock: toUnlockCommand(eventKey)
    }, sender)
  }

  async function take(body: Uint8Array): Promise<IntakeAnswer> {
    if (!isUtf8(body)) return refuse('The body is not UTF-8.')
    const parsed = parseIntakeBody(Buffer.from(body).toString('utf8'), settings.envelope)
    if (parsed.kind === 'bad') return refuse(parsed.message)
    const outcome = await add(parsed.event)
    if (outcome.kind === 'added') sink.append({ kind: 'entries-added', stream, by: 'intake', source: parsed.event.source, evidence: 'seen', count: 1, ids: [outcome.id], at: clock.now() })
    const answer = toAnswer(outcome, lockMs)
    note(answer, parsed.event)
    return answer
  }

  const listener: IntakeListener = await options.open({ maxBytes: settings.maxBytes, take, refused: (answer) => note(answer) })

  async function post(body: string): Promise<Awaited<ReturnType<IntakeListener['post']>>> {
    try {
      return await listener.post(body)
    } catch {
      throw new Fault('not-possible-now', 'The intake gave no answer.', 'See whether the lab still runs, and look at the stream before you send it again.')
    }
  }

  function bodiesOf(what: IntakeSend): string[] {
    switch (what.kind) {
      case 'one': return [makeBody(what.source)]
      case 'burst': return makeBurst(makeBody)
      case 'again':
        if (lastBody === undefined) throw new Fault('not-possible-now', 'Nothing was delivered to this intake yet.', 'Send one first.')
        return [lastBody]
    }
  }

  return {
    state: () => ({ stream: stream.key, url: listener.url, sample, maxBytes: settings.maxBytes, lockMs, counts: { ...counts }, ...facts }),
    async send(what) {
      const bodies = bodiesOf(what)
      const receipt: IntakeReceipt = { sent: bodies.length, accepted: 0, duplicate: 0, refused: 0, unknown: 0 }
      const sendNext = async (): Promise<void> => {
        for (let body = bodies.shift(); body !== undefined; body = bodies.shift()) {
          const answer = await post(body)
          const { status } = JSON.parse(answer.body) as IntakeAnswer['body']
          receipt[status] += 1
          receipt.answer = answer
        }
      }
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, bodies.length) }, sendNext))
      return receipt
    },
    async close() {
      closing.abort()
      await listener.close()
    }
  }
}
