import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { EnqueuePolicy } from '@shared/labs/lab-file'
import type { ProducerSettings } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
import { toEntryId } from '@shared/redis/entry-id'
import { toArgument } from '../redis/bytes'
import type { Argument, Command } from '../redis/dispatcher'
import { ServerError, type Reply } from '../redis/reply'
import { addIdempotently } from './add-idempotently'
import { toAddCommand, toLockCommand } from './enqueue'
import type { ErrorPause } from './error-pause'
import type { GateKeeper } from './gate-keeper'
import { createPipelineSender, type PipelineSender } from './high-rate/pipeline-sender'
import { ParkedError, type LoopConnection } from './loop-connection'
import { parseTemplates, type PayloadGenerator } from './payload-generator'
import { readField } from './read-field'
import { createSendSchedule, type SendSchedule } from './send-schedule'
import { createServing } from './serving'
import type { ThreadReporter } from './thread-report'

export interface ProducerLoopOptions {
  /** Names it to the server where that keeps events apart by producer. */
  name: string
  key: ByteText
  /** Groups and streams are made here; elsewhere they must exist. */
  onLabGround: boolean
  settings: ProducerSettings
  connect: () => Promise<LoopConnection | undefined>
  gates: GateKeeper
  report: ThreadReporter
  clock: Clock
  random: Random
  pause: ErrorPause
  stopping: AbortSignalLike
}

export interface ProducerLoop {
  /** Until it is told to stop or has sent all that it had to, or throws ParkedError. */
  run(): Promise<void>
  configure(settings: ProducerSettings): void
}

/** Entries in one write. Two writes are under way at most, so that the socket never idles and never floods. */
const ENTRIES_PER_WRITE = 100
const WRITES_IN_FLIGHT = 2
/** At high rate: some 100 KB of small entries, of which so many writes are under way. */
const HIGH_RATE_ENTRIES_PER_WRITE = 500
const NO_REPEATS: ReadonlySet<number> = new Set()
/** A long gap is slept in parts, so that new settings take effect soon. */
const LONGEST_SLEEP_MS = 250

function createPayloads(settings: ProducerSettings, clock: Clock, random: Random): PayloadGenerator {
  const parsed = parseTemplates(settings.templates)
  // The host has checked them before they came here.
  if (parsed.kind === 'bad') throw new ParkedError(parsed.message, parsed.next)
  return parsed.create(clock, random)
}

function differ(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after)
}

/**
 * One producer: sends what is due, waits for what is next. Every XADD is sent once: one whose reply was lost is
 * counted as unknown and never repeated (TRUST C2). When memory is full it waits and tries again (TRUST F10).
 */
export function createProducerLoop(options: ProducerLoopOptions): ProducerLoop {
  const { gates, report, clock, stopping, random } = options
  const key = toArgument(options.key)
  let { settings } = options
  let payloads = createPayloads(settings, clock, random)
  let sender = createSender()
  let schedule: SendSchedule | undefined
  const serving = createServing(options)

  function createSender(): PipelineSender | undefined {
    return settings.highRate === true ? createPipelineSender({ ...options, templates: settings.templates }) : undefined
  }

  function toCommand(payload: Argument[]): Command {
    const { trim } = settings
    return toAddCommand({
      key, payload, name: options.name, enqueue: settings.enqueue, now: clock.now(),
      trim: trim === 'never' ? undefined : trim,
      // On a key that is no lab's a typing error must not create a stream (TRUST G11).
      mustExist: !options.onLabGround
    })
  }

  /** Takes the lock of each event first; what is locked already is a duplicate and is not added. */
  async function withoutDuplicates(server: LoopConnection, payloads: Argument[][], enqueue: Extract<EnqueuePolicy, { idempotency: 'lock' }>): Promise<Argument[][]> {
    const locks = await server.pipeline(payloads.map((payload) => toLockCommand(payload, enqueue)))
    const refused = locks.find((answer) => answer instanceof ServerError)
    if (refused instanceof ServerError) throw refused
    return payloads.filter((payload, index) => {
      const isFree = locks[index] !== null
      if (!isFree) report.duplicate(...kindOf(payload))
      return isFree
    })
  }

  /** Gives the error that ends this connection, if there was one. */
  async function send(server: LoopConnection, count: number): Promise<Error | undefined> {
    let wanted = Array.from({ length: count }, () => payloads())
    let problem: Error | undefined
    try {
      if (settings.enqueue?.idempotency === 'lock') wanted = await withoutDuplicates(server, wanted, settings.enqueue)
      const commands = wanted.map(toCommand)
      if (commands.length === 0) return undefined
      const { answers, repeats } = settings.enqueue?.idempotency === 'idmp' ? await addIdempotently(server, key, commands) : { answers: await server.pipeline(commands), repeats: NO_REPEATS }
      for (const [index, answer] of answers.entries()) {
        // Noted also after a problem: it was added all the same.
        if (repeats.has(index)) report.duplicate(...kindOf(wanted[index]))
        else {
          const failure = answer instanceof ServerError ? answer : noteReply(answer, wanted[index])
          problem ??= failure
        }
      }
    } catch (error) {
      problem = error instanceof Error ? error : new Error(String(error))
    }
    if (problem === undefined) serving.worked()
    return problem
  }

  /** Type and source, as the metrics tell events apart. */
  function kindOf(payload: Argument[] | undefined): [type: string, source: string] {
    return [readField(payload, 'type'), readField(payload, 'source') || options.name]
  }

  function noteReply(reply: Reply, payload: Argument[] | undefined): Error | undefined {
    if (!Buffer.isBuffer(reply)) return new ParkedError(`The stream ${options.key} does not exist.`, 'Create the stream, then start the producer.')
    report.published(...kindOf(payload))
    report.added(toEntryId(reply.toString('latin1')))
    return undefined
  }

  async function sendPipeline(server: LoopConnection, count: number, pipeline: PipelineSender): Promise<Error | undefined> {
    const problem = await pipeline.send(server, count, toCommand([]))
    if (problem === undefined) serving.worked()
    return problem
  }

  async function serve(server: LoopConnection): Promise<void> {
    report.status({ kind: 'running' })
    const inFlight = new Set<Promise<Error | undefined>>()
    let problem: Error | undefined
    while (!stopping.aborted && problem === undefined && !server.moved()) {
      const gate = gates.pass('G0')
      if (gate !== undefined) await gate
      if (stopping.aborted) break
      schedule ??= createSendSchedule(settings.schedule, clock.monotonic(), () => clock.now(), random)
      const due = schedule.take(clock.monotonic(), sender === undefined ? ENTRIES_PER_WRITE : HIGH_RATE_ENTRIES_PER_WRITE)
      if (due.count > 0) {
        const write = sender === undefined ? send(server, due.count) : sendPipeline(server, due.count, sender)
        inFlight.add(write)
        void write.then((failure) => {
          problem ??= failure
          return inFlight.delete(write)
        })
      }
      if (due.nextMs === undefined) break
      if (inFlight.size >= WRITES_IN_FLIGHT) await Promise.race(inFlight)
      else if (due.nextMs > 0) await clock.sleep(Math.min(due.nextMs, LONGEST_SLEEP_MS), stopping)
    }
    await Promise.all(inFlight)
    if (problem !== undefined) throw problem
  }

  return {
    configure(next) {
      const before = settings
      settings = next
      // What was not changed goes on where it is: numbers are not counted anew, and nothing that is sent once is sent again.
      if (differ(before.templates, next.templates)) payloads = createPayloads(next, clock, random)
      if (differ([before.templates, before.highRate], [next.templates, next.highRate])) sender = createSender()
      if (differ(before.schedule, next.schedule)) schedule = undefined
    },
    run: () => serving.run(serve)
  }
}
