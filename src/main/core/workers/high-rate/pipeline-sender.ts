import type { Clock } from '@shared/lib/clock'
import type { Random } from '@shared/lib/seeded-random'
import type { PayloadTemplate } from '@shared/model/worker-state'
import type { Argument } from '../../redis/dispatcher'
import { decodeFirst } from '../../redis/encode-command'
import { NoReplyError } from '../../redis/reply'
import { ParkedError, type LoopConnection } from '../loop-connection'
import { parseTemplates } from '../payload-generator'
import type { ThreadReporter } from '../thread-report'
import { createAddReplies, type AddReplies } from './add-replies'
import { createEntryEncoder, type EncodedEntries } from './entry-encoder'

export interface PipelineSender {
  /** One write of so many XADDs. Gives the error that ends the connection, if there was one. */
  send(server: LoopConnection, count: number, head: readonly Argument[]): Promise<Error | undefined>
}

export interface PipelineSenderOptions {
  templates: readonly PayloadTemplate[]
  /** The producer, which stands for the source where an entry names none. */
  name: string
  key: string
  report: ThreadReporter
  clock: Clock
  random: Random
}

/** XADDs as bytes, replies only counted. What was answered is reported, whatever becomes of the rest; nothing is sent twice. */
export function createPipelineSender({ templates, name, key, report, clock, random }: PipelineSenderOptions): PipelineSender {
  const parsed = parseTemplates(templates)
  // The host has checked them before they came here.
  if (parsed.kind === 'bad') throw new ParkedError(parsed.message, parsed.next)
  const encoder = createEntryEncoder(parsed.templates, clock, random)

  function noteReplies({ types, sources }: EncodedEntries, replies: AddReplies): void {
    const lastId = replies.lastId()
    if (lastId === undefined) return
    report.addedMany(replies.added(), replies.ids(), lastId)
    const refused = new Set(replies.notAdded())
    let type = ''
    let source = ''
    let times = 0
    for (let at = 0; at < replies.scanner.answered(); at++) {
      if (refused.has(at)) continue
      const nextType = types[at] ?? ''
      const nextSource = sources[at] || name
      if (times > 0 && (nextType !== type || nextSource !== source)) {
        report.published(type, source, times)
        times = 0
      }
      type = nextType
      source = nextSource
      times += 1
    }
    if (times > 0) report.published(type, source, times)
  }

  return {
    async send(server, count, head) {
      const entries = encoder.encode(count, head)
      const replies = createAddReplies(entries.count)
      try {
        await server.exchange({
          sample: decodeFirst(entries.bytes), omitted: 0, bytes: entries.bytes, times: entries.count,
          scanner: replies.scanner, errors: () => replies.errors(), summary: () => replies.ids()[0] ?? '(nil)'
        })
      } catch (error) {
        // Its memory may still be on its way to a socket that is being closed, and is given up.
        return error instanceof Error ? error : new NoReplyError(String(error), true)
      } finally {
        noteReplies(entries, replies)
      }
      encoder.release(entries)
      if (replies.missing() > 0) return new ParkedError(`The stream ${key} does not exist.`, 'Create the stream, then start the producer.')
      return replies.errors()[0]
    }
  }
}
