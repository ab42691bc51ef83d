import type { Reply } from '../../protocol/reply'
import { formatId } from '../../stream/stream-id'
import type { LogEntry } from '../../stream/stream-log'

/** An entry as every command answers it: its id, and field, value, field, value. */
export function toEntryReply({ id, fields }: LogEntry): Reply {
  return [formatId(id), fields]
}
