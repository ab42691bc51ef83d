import type { Bytes } from '../../protocol/bytes'
import type { Command } from '../command'
import { findStream } from './stream-access'

export const xlen: Command = {
  name: 'xlen', arity: 2, flags: ['readonly', 'fast'], keys: { first: 1, last: 1, step: 1 },
  doc: { summary: 'Answers with the number of entries of a stream.', since: '5.0.0', group: 'stream', complexity: 'O(1)', arguments: [{ name: 'key', type: 'key' }] },
  run: (call) => findStream(call, call.args[1] as Bytes)?.length ?? 0
}
