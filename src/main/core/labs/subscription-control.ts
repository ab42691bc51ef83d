import { consumerPolicies, INACTIVE_TYPES, type ConsumerPolicies, type LabFileHandler } from '@shared/labs/lab-file'
import { EVERY_TYPE } from '@shared/model/select-subscriptions'
import type { ConsumerSettings, LabHandlerState } from '@shared/model/worker-state'
import { Fault } from '../fault'

/** What is told of a group's handler when its lab starts. */
export function toHandlerState({ name, types, inactive = [], effect }: LabFileHandler): LabHandlerState {
  return { name, ...(types !== undefined && { types }), inactive, ...(effect !== undefined && { effect: { kind: effect.kind, key: effect.key } }) }
}

/** The handler with the subscription to one type switched. Faults: bad-input, not-possible-now. */
export function switchType(handler: LabHandlerState, type: string, active: boolean): LabHandlerState {
  const { name, types } = handler
  if (types !== undefined && !types.includes(type)) throw new Fault('bad-input', `${name} has no subscription to ${type}.`, `It has these: ${types.join(', ')}.`)
  const others = handler.inactive.filter((other) => other !== type)
  if (active) return { ...handler, inactive: others }
  if (others.length >= INACTIVE_TYPES) throw new Fault('not-possible-now', `${name} has ${others.length} types switched off, and may have ${INACTIVE_TYPES}.`, types === undefined ? `Switch one of them on again, or ${EVERY_TYPE} off.` : 'Switch one of them on again.')
  return { ...handler, inactive: [...others, type] }
}

/** A consumer's policies with these types switched off, the rest as it is. */
export function withInactive(settings: ConsumerSettings, { name: handlerName, inactive }: LabHandlerState): ConsumerPolicies {
  const policies = settings.policies ?? consumerPolicies.parse({ handler: { name: handlerName } })
  const { inactive: _before, ...handler } = policies.handler
  return { ...policies, handler: { ...handler, ...(inactive.length > 0 && { inactive: [...inactive] }) } }
}
