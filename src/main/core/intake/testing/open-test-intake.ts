import { createOpenIntake } from '../../../hosts/shared/intake-server'
import { postJson } from '../../../hosts/shared/post-json'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { labIntake, type LabFileIntake, type StreamTrim } from '@shared/labs/lab-file'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { EventLog } from '../../live/event-log'
import type { Connection } from '../../redis/dispatcher'
import { realClock } from '../../redis/testing/real-clock'
import type { IntakeAnswer } from '../intake-listener'
import { openLabIntake, type LabIntake } from '../open-lab-intake'

export interface TestIntake {
  intake: LabIntake
  key: string
  url: string
  /** What the intake told the workbench, in order. */
  events: WorkbenchEvent[]
  post: (body: string) => Promise<{ status: number; body: IntakeAnswer['body'] }>
}

let made = 0

/** A real endpoint over a stream of its own, and its answers parsed. Close it by `intake.close()`. */
export async function openTestIntake(connection: Connection, settings: Partial<LabFileIntake> = {}, trim?: StreamTrim): Promise<TestIntake> {
  made += 1
  const stream = `intake-${made}`
  const key = `${LAB_PREFIX}${stream}`
  const log = new EventLog(realClock)
  const events: WorkbenchEvent[] = []
  log.onAppend(({ event }) => events.push(event))
  const intake = await openLabIntake({
    lab: 'test', settings: labIntake.parse({ stream, ...settings }), stream: { connection: connection.id, key }, trim, writer: connection.writer,
    open: createOpenIntake(() => `token-${made}`), sink: log, clock: realClock, random: createSeededRandom(made), onChange: () => undefined
  })
  const { url } = intake.state()
  return {
    intake, key, url, events,
    async post(body) {
      const answer = await postJson(url, body, 15_000)
      return { status: answer.status, body: JSON.parse(answer.body) as IntakeAnswer['body'] }
    }
  }
}
