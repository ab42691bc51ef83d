import type { Clock } from '@shared/lib/clock'
import { toStreamId, type GroupRef } from '@shared/model/stream-ref'
import { selectOwnConsumers } from '@shared/model/select-topology'
import { suggestScaleOut, type LagCourse } from '@shared/model/suggest-scale-out'
import type { LabGroupState, LabState } from '@shared/model/worker-state'
import { Fault } from '../fault'
import type { EventLog } from '../live/event-log'
import type { LabManager } from './lab-manager'

export interface ScaleOutOptions {
  log: Pick<EventLog, 'current' | 'append'>
  labs: Pick<LabManager, 'addConsumer'>
  clock: Clock
}

/** Adds consumers to groups of labs whose policy says so, one at a time and never past its maximum. */
export interface ScaleOut {
  /** Waits for a consumer that is being added. */
  dispose(): Promise<void>
}

const EVERY_MS = 1000

function formatCourse({ from, to, overMs }: LagCourse): string {
  return `lag ${from} → ${to} in ${Math.round(overMs / 1000)} s`
}

export function createScaleOut({ log, labs, clock }: ScaleOutOptions): ScaleOut {
  const life = new AbortController()

  async function consider(lab: LabState, { stream, group, policies }: LabGroupState): Promise<void> {
    const policy = policies?.scaleOut
    if (policy?.do !== 'add') return
    const state = log.current()
    const ref: GroupRef = { connection: lab.connection, key: stream, group }
    // Behind a lost connection the last sample says nothing of now.
    if (state.connections[lab.connection]?.status.kind !== 'ready') return
    const samples = state.streams[toStreamId(ref)]?.groups.find(({ name }) => name === group)?.samples ?? []
    const own = selectOwnConsumers(state, ref, group)
    const advice = suggestScaleOut({ policy, samples, own, now: clock.now() })
    if (advice.kind !== 'add') return
    try {
      const { name } = await labs.addConsumer({ lab: lab.id, stream, group, within: policy.max })
      log.append({ kind: 'notice', level: 'info', text: `${group}: ${formatCourse(advice.course)}. ${name} was added, ${own.length + 1} of at most ${policy.max}.`, connection: ref.connection, stream: { connection: ref.connection, key: stream } })
    } catch (error) {
      // The lab ended meanwhile, or the server takes no more workers: the next look decides anew.
      if (!(error instanceof Fault)) throw error
    }
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      await clock.sleep(EVERY_MS, life.signal)
      for (const lab of Object.values(log.current().labs)) {
        if (lab.status !== 'running') continue
        for (const group of lab.groups) if (!life.signal.aborted) await consider(lab, group)
      }
    }
  }
  const running = run()

  return {
    async dispose() {
      life.abort()
      await running
    }
  }
}
