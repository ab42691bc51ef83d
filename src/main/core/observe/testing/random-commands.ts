import fc from 'fast-check'
import { readId, showId, type Behaviour, type Id, type StreamModel } from './stream-model'
import type { ThirdParty } from './third-party'

/** Names that products have tripped over, as bytes. */
export const NAMES = ['g', '', '__proto__', 'a b\n"\\', '<script>', '\u{1f980} grün', '\u0000\u00ff\u00fe'].map((name, index) => Buffer.from(name, index === 6 ? 'latin1' : 'utf8'))
export const CONSUMERS = ['c1', '', 'constructor', '\u0080\u00ff'].map((name, index) => Buffer.from(name, index === 3 ? 'latin1' : 'utf8'))

type Kind =
  | 'add' | 'del' | 'trim' | 'trim-minid' | 'create' | 'setid' | 'destroy' | 'create-consumer' | 'delete-consumer'
  | 'read' | 'read-noack' | 'history' | 'ack' | 'claim' | 'autoclaim' | 'delete-key' | 'xsetid'

/** One command of a third party; numbers pick among what exists when it runs. */
export interface RandomCommand {
  kind: Kind
  group: number
  consumer: number
  picks: readonly number[]
  count: number
  flags: number
}

const KINDS: { arbitrary: fc.Arbitrary<Kind>; weight: number }[] = [
  { arbitrary: fc.constant<Kind>('add'), weight: 14 },
  { arbitrary: fc.constantFrom<Kind[]>('read', 'claim'), weight: 14 },
  { arbitrary: fc.constantFrom<Kind[]>('ack', 'history', 'create', 'del', 'autoclaim'), weight: 14 },
  { arbitrary: fc.constantFrom<Kind[]>('read-noack', 'setid', 'create-consumer', 'delete-consumer', 'trim', 'trim-minid'), weight: 7 },
  { arbitrary: fc.constantFrom<Kind[]>('destroy', 'xsetid', 'delete-key'), weight: 1 }
]

export const randomCommand: fc.Arbitrary<RandomCommand> = fc.record({
  kind: fc.oneof(...KINDS),
  group: fc.nat(NAMES.length - 1),
  consumer: fc.nat(CONSUMERS.length - 1),
  picks: fc.array(fc.nat(200), { minLength: 1, maxLength: 4 }),
  count: fc.integer({ min: 1, max: 8 }),
  flags: fc.nat(63)
})

function hex(name: Buffer): string {
  return name.toString('hex')
}

function idsOf(reply: unknown): Id[] {
  if (!Array.isArray(reply)) return []
  return reply.flatMap((entry: unknown) => {
    const id: unknown = Array.isArray(entry) ? entry[0] : entry
    return typeof id === 'string' ? [readId(id)] : []
  })
}

/** Sends one command to the server and does the same to the model. `known` are all ids there ever were. */
export async function runCommand(client: ThirdParty, key: string, model: StreamModel, known: Id[], command: RandomCommand): Promise<void> {
  const group = NAMES[command.group] ?? Buffer.alloc(0)
  const consumer = CONSUMERS[command.consumer] ?? Buffer.alloc(0)
  const [g, c] = [hex(group), hex(consumer)]
  const flag = (bit: number): boolean => (command.flags & (1 << bit)) !== 0
  const ids = [...new Set(command.picks.map((pick) => known[known.length - 1 - (pick % known.length)]).filter((id) => id !== undefined))]
  const shown = ids.map(showId)
  const [first] = ids
  const ok = (reply: unknown): boolean => typeof reply !== 'string' || !reply.startsWith('-')

  switch (command.kind) {
    case 'add': {
      const added = readId(String(await client.call('XADD', key, flag(0) ? '*' : showId([model.top[0], model.top[1] + BigInt(command.count)]), 'f', 'v')))
      known.push(added)
      return model.add(added)
    }
    case 'del':
      if (shown.length > 0) await client.call('XDEL', key, ...shown)
      return model.remove(ids)
    case 'trim':
      await client.call('XTRIM', key, 'MAXLEN', command.count * 3)
      return model.keepLast(command.count * 3)
    case 'trim-minid':
      if (first !== undefined && ok(await client.attempt('XTRIM', key, 'MINID', showId(first)))) model.keepFrom(first)
      return
    case 'create': {
      const from = flag(0) ? '$' : flag(1) && first !== undefined ? first : readId('0-0')
      await client.attempt('XGROUP', 'CREATE', key, group, from === '$' ? '$' : showId(from), 'MKSTREAM')
      return model.createGroup(g, from)
    }
    case 'setid': {
      const to = flag(0) || first === undefined ? '$' : first
      await client.attempt('XGROUP', 'SETID', key, group, to === '$' ? '$' : showId(to))
      return model.setGroupId(g, to)
    }
    case 'destroy':
      await client.attempt('XGROUP', 'DESTROY', key, group)
      model.groups.delete(g)
      return
    case 'create-consumer':
      if (ok(await client.attempt('XGROUP', 'CREATECONSUMER', key, group, consumer))) model.createConsumer(g, c)
      return
    case 'delete-consumer':
      await client.attempt('XGROUP', 'DELCONSUMER', key, group, consumer)
      return model.deleteConsumer(g, c)
    case 'read':
    case 'read-noack': {
      const noAck = command.kind === 'read-noack'
      await client.attempt('XREADGROUP', 'GROUP', group, consumer, 'COUNT', command.count, ...(noAck ? ['NOACK'] : []), 'STREAMS', key, '>')
      return model.readNew(g, c, command.count, noAck)
    }
    case 'history':
      await client.attempt('XREADGROUP', 'GROUP', group, consumer, 'COUNT', command.count, 'STREAMS', key, '0')
      return model.readHistory(g, c, command.count)
    case 'ack':
      if (shown.length > 0) await client.attempt('XACK', key, group, ...shown)
      model.acknowledge(g, ids)
      return
    case 'claim': {
      if (shown.length === 0) return
      const lastId = flag(5) ? first : undefined
      const options = { tooYoung: flag(0) && flag(1), force: flag(2), justId: flag(3), ...(flag(4) && { retryCount: command.count }), ...(lastId !== undefined && { lastId }) }
      const minIdle = options.tooYoung ? 1_000_000_000 : 0
      const words = [...(flag(1) ? ['IDLE', 5000] : []), ...(flag(4) ? ['RETRYCOUNT', command.count] : []), ...(flag(2) ? ['FORCE'] : []), ...(flag(3) ? ['JUSTID'] : [])]
      await client.attempt('XCLAIM', key, group, consumer, minIdle, ...shown, ...words, ...(lastId === undefined ? [] : ['LASTID', showId(lastId)]))
      return model.claim(g, c, ids, options)
    }
    case 'autoclaim': {
      const justId = flag(0)
      const reply = await client.attempt('XAUTOCLAIM', key, group, consumer, 0, '0-0', 'COUNT', command.count, ...(justId ? ['JUSTID'] : []))
      // Before 6.2 there is no such command, and without the group nothing happens.
      if (Array.isArray(reply)) model.autoclaimed(g, c, idsOf(reply[1]), idsOf(reply[2]), justId)
      return
    }
    case 'delete-key':
      await client.call('DEL', key)
      return model.deleteKey()
    case 'xsetid': {
      const top: Id = [model.top[0] + BigInt(command.count), 0n]
      if (ok(await client.attempt('XSETID', key, showId(top)))) model.top = top
      return
    }
  }
}

/** Finds out by trying what this server does, on a key of its own. */
export async function findBehaviour(client: ThirdParty): Promise<Behaviour> {
  const key = 'behaviour'
  await client.call('DEL', key)
  await client.call('XGROUP', 'CREATE', key, 'g', '0', 'MKSTREAM')
  await client.call('XREADGROUP', 'GROUP', 'g', 'idle', 'STREAMS', key, '>')
  const consumers = await client.call('XINFO', 'CONSUMERS', key, 'g')
  await client.call('XADD', key, '1-0', 'f', 'v')
  await client.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', key, '>')
  await client.call('XDEL', key, '1-0')
  await client.call('XCLAIM', key, 'g', 'd', 0, '1-0')
  const pending = await client.call('XPENDING', key, 'g', '-', '+', 10)
  await client.call('DEL', key)
  return { createsIdleConsumers: Array.isArray(consumers) && consumers.length > 0, claimDropsDeleted: Array.isArray(pending) && pending.length === 0 }
}
