import { parseEntryId } from '../redis/entry-id'
import { consumerNames } from './consumer-names'
import { policyParts, refuseHighRateConsumer, refuseHighRateProducer } from './high-rate'
import { partsOf } from './intake-body'
import { RUNNING_WORKERS, type LabEnvelope, type LabFile, type LabFileGroup, type LabFileProducer } from './lab-file'

export interface LabMistake {
  path: readonly (string | number)[]
  message: string
}

/** Names in a list that stood there before. */
function* repeated(names: readonly string[]): Generator<number> {
  const seen = new Set<string>()
  for (const [index, name] of names.entries()) {
    if (seen.has(name)) yield index
    seen.add(name)
  }
}

function refuseGroup(group: LabFileGroup): string | undefined {
  const { processing, failureRate } = group.handler
  const takesTime = !('fixedMs' in processing && processing.fixedMs === 0)
  return refuseHighRateConsumer({ ack: group.ackBatch ? 'batch' : 'each', policies: policyParts(group), takesTime, polls: group.read.mode === 'poll', failureRate })
}

function refuseSource({ enqueue, templates }: LabFileProducer): string | undefined {
  return refuseHighRateProducer({ enqueue, templates: templates.map(({ source, fields }) => ({ source, fields: Object.entries(fields).map(([name, value]) => ({ name, value })) })) })
}

function findEnvelopeMistakes(envelope: LabEnvelope | undefined): LabMistake[] {
  if (envelope === undefined) return []
  const parts = [...envelope.required, ...envelope.optional]
  const strange = Object.entries(envelope.fields).flatMap(([field, template]) => partsOf(template).filter((name) => !parts.includes(name)).map((name) => ({ field, name })))
  return [
    ...strange.map(({ field, name }) => ({ path: ['fields', field], message: `The envelope has no part ${name}. Its parts are ${parts.join(', ')}.` })),
    ...(Object.hasOwn(envelope.fields, envelope.key) ? [] : [{ path: ['key'], message: `The entry has no field ${envelope.key}. Its fields are ${Object.keys(envelope.fields).join(', ')}.` }])
  ]
}

/** What no single part shows: names that lead nowhere, names twice, policies that exclude each other. */
export function findLabMistakes(file: LabFile): LabMistake[] {
  const mistakes: LabMistake[] = []
  const streams = new Set(file.streams.map((stream) => stream.name))
  const say = (path: LabMistake['path'], message: string): void => void mistakes.push({ path, message })
  const needStream = (path: LabMistake['path'], name: string): void => {
    if (!streams.has(name)) say(path, `There is no stream ${name} in this file. Its streams are ${[...streams].join(', ')}.`)
  }

  for (const index of repeated(file.streams.map((stream) => stream.name))) say(['streams', index, 'name'], 'There is a stream of this name already.')
  for (const index of repeated(file.sources.map((source) => source.name))) say(['sources', index, 'name'], 'There is a source of this name already.')
  for (const index of repeated(file.groups.map((group) => `${group.stream}\n${group.name}`))) say(['groups', index, 'name'], 'This stream has a group of this name already.')

  // The ledger and the guards know a group by its name: entries of two streams can have one id.
  const counted = file.groups.filter((group) => group.handler.effect !== undefined || group.idempotency === 'guard-first')
  for (const at of repeated(counted.map((group) => group.name))) {
    const group = counted[at]
    const others = counted.slice(0, at).filter((other) => other.name === group?.name && other.stream !== group.stream)
    if (group !== undefined && others.length > 0) say(['groups', file.groups.indexOf(group), 'name'], 'A group of another stream has this name already, and effects and guards are kept by the name of the group.')
  }

  const atOnce = file.sources.length + file.groups.reduce((sum, { consumers }) => sum + consumerNames(consumers).length, 0)
  if (atOnce > RUNNING_WORKERS) say(['groups'], `It would start ${atOnce} sources and consumers, each of them a thread. There may be ${RUNNING_WORKERS} on a server.`)

  for (const [index, source] of file.sources.entries()) {
    needStream(['sources', index, 'stream'], source.stream)
    const refusal = source.highRate ? refuseSource(source) : undefined
    if (refusal !== undefined) say(['sources', index, 'highRate'], refusal)
  }
  if (file.intake !== undefined) needStream(['intake', 'stream'], file.intake.stream)
  for (const { path, message } of findEnvelopeMistakes(file.intake?.envelope)) say(['intake', 'envelope', ...path], message)
  for (const [index, group] of file.groups.entries()) {
    const path = ['groups', index] as const
    needStream([...path, 'stream'], group.stream)
    if (group.start !== '$' && parseEntryId(group.start) === undefined) say([...path, 'start'], 'This is no entry id: its numbers go up to 18446744073709551615.')
    if (!Array.isArray(group.consumers) && group.consumers.prefix === undefined && !group.consumers.host) say([...path, 'consumers'], 'A number alone is no name: give a prefix, host: true, or both.')
    for (const at of repeated(consumerNames(group.consumers))) say([...path, 'consumers', at], 'There is a consumer of this name already: two with one name would take each other\'s entries.')
    const { types, inactive = [] } = group.handler
    for (const [at, type] of inactive.entries()) {
      if (types !== undefined && !types.includes(type)) say([...path, 'handler', 'inactive', at], `The handler is not subscribed to ${type}, so there is nothing to switch off. Its types are ${types.join(', ')}.`)
    }
    for (const [at, standby] of group.standby.entries()) if (consumerNames(group.consumers).includes(standby) || group.standby.indexOf(standby) < at) say([...path, 'standby', at], 'There is a consumer of this name already.')
    if (group.deadLetter !== undefined) {
      needStream([...path, 'deadLetter', 'stream'], group.deadLetter.stream)
      if (group.deadLetter.stream === group.stream) say([...path, 'deadLetter', 'stream'], 'Dead letters cannot go to the stream that they come from: they would come back.')
    }
    if (group.read.noAck && (group.reclaim.by !== 'nobody' || group.retry !== undefined || group.deadLetter !== undefined)) {
      say([...path, 'read', 'noAck'], 'With NOACK nothing is pending, so there is nothing to reclaim, to retry or to dead-letter.')
    }
    const atFirst = consumerNames(group.consumers).length
    if (group.scaleOut !== undefined && group.scaleOut.max < atFirst) say([...path, 'scaleOut', 'max'], `The group begins with ${atFirst} consumers, more than that.`)
    if (group.idempotency === 'ledger' && group.handler.effect === undefined) say([...path, 'idempotency'], 'The ledger needs an effect: give the handler one.')
    const refusal = group.highRate ? refuseGroup(group) : undefined
    if (refusal !== undefined) say([...path, 'highRate'], refusal)
    if (group.breaker !== undefined && group.deadLetter === undefined) say([...path, 'breaker'], 'While a breaker is open its entries go to the dead letters: name a dead-letter stream.')
  }
  return mistakes
}
