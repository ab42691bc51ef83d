import type { EnqueuePolicy, StreamTrim } from '@shared/labs/lab-file'
import { toText } from '../redis/bytes'
import type { Argument, Command } from '../redis/dispatcher'
import { toArgument } from '../redis/bytes'
import { labKey } from './policies/policy-commands'

/** TRUST G14: a lab stream never grows without end, whoever writes to it. */
export const LAB_MAXLEN = 100_000

export interface AddOptions {
  key: Argument
  /** Names and values in turn. */
  payload: readonly Argument[]
  /** The producer, which `XADD … IDMP` wants to know. */
  name: string
  enqueue: EnqueuePolicy | undefined
  trim: StreamTrim | undefined
  /** Wall clock: trimming by age counts from it. */
  now: number
  mustExist: boolean
}

function toTrim(trim: StreamTrim | undefined, now: number): Argument[] {
  if (trim === undefined) return []
  const how = trim.exact ? '=' : '~'
  return 'maxLen' in trim ? ['MAXLEN', how, String(trim.maxLen)] : ['MINID', how, String(Math.max(0, now - trim.keepMs))]
}

/** The value of the field that names the event; all of the payload when it has no such field. */
export function eventKeyOf(payload: readonly Argument[], field: string): string {
  for (let at = 0; at + 1 < payload.length; at += 2) {
    if (toPlain(payload[at]) === field) return toPlain(payload[at + 1])
  }
  return payload.map(toPlain).join('\n')
}

function toPlain(argument: Argument | undefined): string {
  return typeof argument === 'string' ? argument : argument === undefined ? '' : toText(argument)
}

/** XADD as the stream's and the source's policies want it. */
export function toAddCommand({ key, payload, name, enqueue, trim, now, mustExist }: AddOptions): Command {
  // The options of XADD stand in this order from 8.6 on: NOMKSTREAM, IDMP, trimming.
  const idempotent: Argument[] = enqueue?.idempotency === 'idmp' ? ['IDMP', toArgument(name), toArgument(eventKeyOf(payload, enqueue.key))] : []
  return ['XADD', key, ...(mustExist ? ['NOMKSTREAM'] : []), ...idempotent, ...toTrim(trim, now), '*', ...payload]
}

/** A2: the lock of one event. Nil when another delivery of it has it. */
export function toLockCommand(payload: readonly Argument[], { key, ttlMs }: Extract<EnqueuePolicy, { idempotency: 'lock' }>): Command {
  return ['SET', toArgument(labKey('lock', eventKeyOf(payload, key))), '1', 'NX', 'PX', String(Math.max(1, Math.round(ttlMs)))]
}
