import { refuseHighRateProducer } from '@shared/labs/high-rate'
import { whyNoHighRate } from '@shared/model/high-rate'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ConsumerSettings, PayloadTemplate, ProducerSettings } from '@shared/model/worker-state'
import { Fault } from '../fault'
import { guardCommand } from '../redis/command-guard'
import { toArgument } from '../redis/bytes'
import type { Command, Connection } from '../redis/dispatcher'
import { GuardError } from '../redis/reply'
import { parseTemplates } from './payload-generator'
import { refuseCron } from './send-schedule'

/** Throws the Fault that the guard's refusal comes to, so that a worker which could never send is not made. */
export function refuseUnlessAllowed(connection: Connection, ref: StreamRef, role: 'consumer' | 'producer'): void {
  const key = toArgument(ref.key)
  const sample: Command = role === 'producer' ? ['XADD', key, '*', 'f', 'v'] : ['XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '1', 'STREAMS', key, '>']
  const { kind, mode, labsAllowed, environment } = connection.state()
  try {
    guardCommand(sample, { access: 'write', kind, mode, labsAllowed, environment })
  } catch (error) {
    if (error instanceof GuardError) throw new Fault(error.code, error.message, error.next)
    throw error
  }
}

function refuseBadSchedule(schedule: ProducerSettings['schedule']): void {
  const mistake = schedule.kind === 'cron' ? refuseCron(schedule.expression) : undefined
  if (mistake !== undefined) throw new Fault('bad-input', `This is no cron expression: ${mistake}.`, 'Write minute, hour, day, month and weekday, with seconds before them if wanted.')
}

function refuseBadTemplates(templates: readonly PayloadTemplate[]): void {
  const parsed = parseTemplates(templates)
  if (parsed.kind === 'bad') throw new Fault(parsed.tooLarge ? 'too-large' : 'bad-input', parsed.message, parsed.next)
}

const WITHOUT_HIGH_RATE = 'Change that, or let the worker run without high rate.'

export function refuseBadConsumer(settings: ConsumerSettings): void {
  const mistake = settings.highRate === true ? whyNoHighRate(settings) : undefined
  if (mistake !== undefined) throw new Fault('bad-input', mistake, WITHOUT_HIGH_RATE)
}

export function refuseBadProducer({ schedule, templates, highRate, enqueue, trim }: ProducerSettings, onLabGround: boolean): void {
  if (onLabGround && trim === 'never') throw new Fault('bad-input', 'A stream of a lab never grows without end, whoever writes to it.', 'Trim it to so many entries, or by age.')
  refuseBadTemplates(templates)
  refuseBadSchedule(schedule)
  const mistake = highRate === true ? refuseHighRateProducer({ enqueue, templates }) : undefined
  if (mistake !== undefined) throw new Fault('bad-input', mistake, WITHOUT_HIGH_RATE)
}
