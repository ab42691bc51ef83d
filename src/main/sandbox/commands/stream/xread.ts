import type { Bytes } from '../../protocol/bytes'
import { NIL_ARRAY } from '../../protocol/reply'
import { BlockRequest, type Call, type Command, type Outcome } from '../command'
import { ClaimWait } from './claim-wait'
import { parseReadRequest } from './read-request'
import { readAwaited } from './read-awaited'
import { readStreams } from './read-streams'
import { xreadDoc, xreadgroupDoc } from './xread-doc'

export const xread: Command = { name: 'xread', arity: -4, flags: ['readonly', 'blocking', 'movablekeys'], keys: keysOf, doc: xreadDoc, run }
export const xreadgroup: Command = { name: 'xreadgroup', arity: -7, flags: ['write', 'blocking', 'movablekeys'], keys: keysOf, doc: xreadgroupDoc, run }

/** Up to 7.0 a wait without COUNT ends with at most so many entries, in case its id is far too low. */
const COUNT_AFTER_WAIT = 1000

function run(call: Call): Outcome {
  const request = parseReadRequest(call)
  const reply = readStreams(call, request)
  if (reply !== undefined) return reply
  if (request.block === undefined || !call.mayBlock) return NIL_ARRAY
  const awaited = { ...request, count: request.count === 0 && !call.engine.capabilities.inactive ? COUNT_AFTER_WAIT : request.count }
  const claimWait = new ClaimWait(call, request)
  claimWait.arm()
  return new BlockRequest({
    keys: request.streams.map(({ key }) => key),
    timeoutMs: request.block,
    retry: (key) => {
      claimWait.end()
      const reply = readAwaited(call, awaited, key)
      if (reply === undefined) claimWait.arm()
      return reply
    },
    onTimeout: () => NIL_ARRAY,
    onEnd: () => claimWait.end()
  })
}

/** The first half of what follows STREAMS, where options with values are skipped. */
function keysOf(args: readonly Bytes[]): Bytes[] {
  for (let at = 1; at < args.length; at++) {
    const option = (args[at] as Bytes).toLowerCase()
    if (option === 'streams') return args.slice(at + 1, at + 1 + Math.floor((args.length - at - 1) / 2))
    if (option === 'block' || option === 'count') at += 1
    else if (option === 'group') at += 2
    else if (option !== 'noack') return []
  }
  return []
}
