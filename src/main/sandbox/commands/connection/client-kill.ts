import type { Client } from '../../clients/client'
import { parseInt64 } from '../../protocol/int64'
import type { Bytes } from '../../protocol/bytes'
import { CommandError, OK, type Reply } from '../../protocol/reply'
import { syntaxError, toWord } from '../arguments'
import type { Call } from '../command'
import { typeOf } from './describe-client'

type Test = (client: Client) => boolean

export const CLIENT_TYPES: ReadonlySet<string> = new Set(['normal', 'master', 'slave', 'replica', 'pubsub'])

function parseFilter(call: Call, word: string, value: Bytes): Test {
  switch (word) {
    case 'ID': {
      const id = parseInt64(value)
      if (typeof id !== 'number' || id < 1) throw new CommandError('ERR client-id should be greater than 0')
      return (client) => client.id === id
    }
    case 'ADDR':
      return (client) => client.address === value
    case 'LADDR':
      return (client) => client.localAddress === value
    case 'USER':
      if (value !== 'default') throw new CommandError(`ERR No such user '${value}'`)
      return () => true
    case 'TYPE': {
      const type = value.toLowerCase()
      if (!CLIENT_TYPES.has(type)) throw new CommandError(`ERR Unknown client type '${value}'`)
      return (client) => typeOf(call.engine, client) === type
    }
    default:
      throw syntaxError()
  }
}

/** Whoever kills himself is still answered. */
function kill({ engine, client }: Call, other: Client): void {
  if (other === client) client.end()
  else engine.disconnect(other)
}

/** The new form: options in pairs, all of which must fit; it counts those that it ended. */
function killByFilters(call: Call): Reply {
  const { args, client, engine } = call
  const tests: Test[] = []
  let skipMe = true
  for (let at = 2; at < args.length; at += 2) {
    const value = args[at + 1]
    if (value === undefined) throw syntaxError()
    const word = toWord(args[at])
    if (word !== 'SKIPME') tests.push(parseFilter(call, word, value))
    else if (toWord(value) === 'YES' || toWord(value) === 'NO') skipMe = toWord(value) === 'YES'
    else throw syntaxError()
  }
  const killed = [...engine.clients.values()].filter((other) => (other !== client || !skipMe) && tests.every((test) => test(other)))
  for (const other of killed) kill(call, other)
  return killed.length
}

export function killClient(call: Call): Reply {
  const { args, engine } = call
  if (args.length !== 3) return killByFilters(call)
  const address = args[2] as Bytes
  const found = [...engine.clients.values()].find((other) => other.address === address)
  if (found === undefined) throw new CommandError('ERR No such client')
  kill(call, found)
  return OK
}
