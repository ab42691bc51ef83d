import type { Clock } from '@shared/lib/clock'
import { newestIdOf, type PresentReading } from '@shared/model/present-reading'
import type { StreamCheck } from '@shared/model/stream-check'
import type { GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { StreamReading } from '@shared/model/stream-state'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { ByteText } from '@shared/redis/byte-text'
import type { EventSink } from '../live/event-log'
import type { Connection } from '../redis/dispatcher'
import { createPictureCheck, type MarkedReading } from './check-picture'
import { describeChange } from './describe-change'
import { createRecentWire, describeRestart } from './describe-restart'
import { createForeignActivity } from './foreign-activity'
import { judgeKept, reachesBack } from './judge-kept'
import { FIRST_PACE, nextPace, pauseAfter, type ReadingSize } from './poll-schedule'
import { createStreamReader } from './read-stream'
import { sameFacts } from './same-facts'
import { createStreamSampler } from './sample-stream'
import type { ServerBudget } from './server-budget'
import { findEpochChange } from './stream-epoch'

/** A reading that says nothing new is still told this often, so that idle times are never older. */
const REFRESH_MS = 1000

const RESTARTED = 'The server was restarted or replaced.'

/** Watches one stream until it is disposed: reads it at its pace, and reports what it saw. */
export interface StreamWatcher {
  /** A reading that begins after this call, in turn with the others. Never rejects. */
  readNow(): Promise<StreamReading>
  /** Reads now and says how the picture differed from that. The reading is the picture then. Never rejects. */
  check(): Promise<StreamCheck>
  /** Somebody looks: the next reading begins at once, not after the pause. */
  hurry(): void
  note(event: WorkbenchEvent): void
  /** Dead letters that workers of another stream moved to this one. */
  noteLetters(count: number): void
  noteLatency(group: ByteText, ms: number): void
  /** Reports the points of the charts, if something was read since the last ones. */
  sample(): void
  dispose(): void
}

export interface StreamWatcherOptions {
  stream: StreamRef
  connection: Connection
  sink: EventSink
  clock: Clock
  budget: ServerBudget
  isHidden: () => boolean
  isOwnConsumer: (group: GroupRef, consumer: ByteText) => boolean
}

function sizeOf(reading: StreamReading | undefined): ReadingSize {
  if (reading?.kind !== 'present') return { groups: 0, consumers: 0 }
  return { groups: reading.groups.length + reading.groupsOmitted, consumers: reading.groups.reduce((sum, group) => sum + group.consumers.length, 0) }
}

export function createStreamWatcher({ stream, connection, sink, clock, budget, isHidden, isOwnConsumer }: StreamWatcherOptions): StreamWatcher {
  const reader = createStreamReader(connection, stream, clock, (call) => budget.record(call))
  const foreign = createForeignActivity(stream, clock, isOwnConsumer)
  const sampler = createStreamSampler(stream)
  const wire = createRecentWire()
  const picture = createPictureCheck({ clock, isOwn: (group, consumer) => isOwnConsumer({ ...stream, group }, consumer) })
  const life = new AbortController()
  let wake = new AbortController()
  let pace = FIRST_PACE
  let epoch = 0
  let whyAnew: string | undefined
  let serverEpoch = connection.state().epoch
  /** The last reading that was told, the last that told something of the key, and the last that found a stream. */
  let told: StreamReading | undefined
  let meaningful: StreamReading | undefined
  let present: PresentReading | undefined
  /** Before that one began. */
  let presentCut = 0
  let sampled: StreamReading | undefined
  /** What the picture is made of: the last reading that was not a failure. */
  let shown: MarkedReading | undefined
  let turn: Promise<unknown> = Promise.resolve()

  function whyNewEpoch(reading: StreamReading): string | undefined {
    if (reading.kind !== 'present' || present === undefined) return undefined
    if (connection.state().epoch !== serverEpoch) return RESTARTED
    return findEpochChange(present, meaningful ?? present, reading)
  }

  /** `asked`: it is told even if it says what the one before said. */
  async function read(asked: boolean): Promise<StreamReading> {
    const [mark, cut] = [picture.seen.mark(), wire.cut()]
    for (const event of foreign.infer()) sink.append(event)
    let reading = await reader.read()
    let why = whyNewEpoch(reading)
    let reached: PresentReading | undefined
    if (why !== undefined) {
      // What was remembered of ids was mixed into the reading: read again without it.
      reader.forget()
      foreign.reset()
      sampler.rebase()
      reading = await reader.read()
      // One that cannot be read now is judged when it can.
      if (reading.kind !== 'present' || present === undefined) why = undefined
      else {
        epoch += 1
        whyAnew = why
        if (why === RESTARTED) reached = await reachBack(present, reading)
      }
    }
    if (reading.kind === 'present' || reading.kind === 'missing') serverEpoch = connection.state().epoch
    if (!life.signal.aborted) tell(reading, why, asked, reached)
    if (reading.kind === 'present') presentCut = cut
    if (reading.kind !== 'failed') shown = { reading, mark }
    return reading
  }

  /** Workers may be back seconds before the observer: with all that was added since the last reading, what it had can be looked for. */
  async function reachBack(before: PresentReading, now: PresentReading): Promise<PresentReading> {
    const newest = newestIdOf(before)
    const ids = newest === undefined || reachesBack(before, now) ? undefined : await reader.idsSince(newest)
    return ids === undefined ? now : { ...now, tail: ids.reverse() }
  }

  /** `reached`: with a longer tail, to be compared with what was before. */
  function tell(reading: StreamReading, newEpoch: string | undefined, asked: boolean, reached: PresentReading | undefined): void {
    const changed = told === undefined || newEpoch !== undefined || !sameFacts(told, reading)
    if (reading.kind === 'failed') budget.recordFailure()
    pace = nextPace(pace, changed)
    if (newEpoch !== undefined) {
      const cameBack = newEpoch === RESTARTED
      const compared = reached ?? (reading.kind === 'present' ? reading : undefined)
      const kept = compared !== undefined && present !== undefined ? judgeKept(present, compared, { wire, wireIsWhole: wire.cut() === presentCut, cameBack }) : 'unknown'
      sink.append({ kind: 'epoch-changed', stream, epoch, why: newEpoch, kept, at: reading.at })
      if (cameBack && compared !== undefined && present !== undefined) sink.append(describeRestart(stream, present, compared, wire))
    }
    if (reading.kind === 'present') wire.resume()
    if (newEpoch !== undefined) wire.forget()
    if (changed || asked || reading.at - (told?.at ?? 0) >= REFRESH_MS) {
      told = reading
      sink.append({ kind: 'stream-read', stream, reading })
    }
    for (const notice of describeChange(stream, meaningful, reading)) sink.append(notice)
    if (reading.kind !== 'failed') meaningful = reading
    if (reading.kind === 'present') {
      present = reading
      foreign.add(reading)
    } else foreign.reset()
  }

  function readInTurn(asked = false): Promise<StreamReading> {
    const next = turn.then(() => read(asked))
    turn = next.catch(() => undefined)
    return next
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      if (connection.state().status.kind === 'ready') await readInTurn()
      if (life.signal.aborted) return
      wake = new AbortController()
      await clock.sleep(pauseAfter(pace, sizeOf(told), budget.scale(), isHidden()), wake.signal)
    }
  }

  let wasReady = connection.state().status.kind === 'ready'
  const unsubscribe = connection.onChange((state) => {
    const ready = state.status.kind === 'ready'
    if (ready && !wasReady) wake.abort()
    if (wasReady && !ready) wire.end(clock.now())
    wasReady = ready
  })
  void run()

  return {
    readNow: () => readInTurn(),
    async check() {
      const [before, epochBefore] = [shown, epoch]
      const reading = await readInTurn(true)
      return picture.judge(before, reading, epoch === epochBefore ? undefined : whyAnew)
    },
    hurry: () => wake.abort(),
    note(event) {
      foreign.noteOwn(event)
      wire.note(event)
      picture.note(event)
      sampler.note(event)
    },
    noteLetters(count) {
      foreign.noteLetters(count)
      picture.seen.noteLetters(count)
    },
    noteLatency: (group, ms) => sampler.noteLatency(group, ms),
    sample() {
      const reading = meaningful
      if (reading?.kind !== 'present' || reading === sampled) return
      sampled = reading
      for (const event of sampler.sample(reading, clock.now())) sink.append(event)
    },
    dispose() {
      life.abort()
      wake.abort()
      unsubscribe()
    }
  }
}
