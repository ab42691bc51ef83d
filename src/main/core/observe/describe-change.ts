import type { StreamReading } from '@shared/model/stream-state'
import type { StreamRef } from '@shared/model/stream-ref'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { quoteArgument } from '@shared/redis/command-preview'

type Notice = Extract<WorkbenchEvent, { kind: 'notice' }>

/** What a person should be told of the step from one reading to the next. Nothing for what the picture shows by itself. */
export function describeChange(stream: StreamRef, before: StreamReading | undefined, now: StreamReading): Notice[] {
  const name = quoteArgument(stream.key)
  const notice = (level: Notice['level'], text: string, next?: string): Notice => ({ kind: 'notice', level, text, stream, connection: stream.connection, ...(next !== undefined && { next }) })
  if (now.kind === 'present') {
    if (before === undefined || before.kind === 'failed') return []
    if (before.kind !== 'present') return [notice('info', `Stream ${name} is there again.`)]
    if (now.groupsOmitted > 0 || before.groupsOmitted > 0) return []
    const names = new Set(now.groups.map((group) => group.name))
    return before.groups.filter((group) => !names.has(group.name)).map((group) => {
      const lost = group.pending === 0 ? '' : ` It had ${group.pending} pending ${group.pending === 1 ? 'entry' : 'entries'}.`
      return notice('warning', `Group ${quoteArgument(group.name)} is gone from stream ${name}.${lost}`, 'Its consumers get NOGROUP until it is created again.')
    })
  }
  if (before?.kind === now.kind) return []
  if (now.kind === 'missing') {
    return before === undefined ? [] : [notice('warning', `Stream ${name} is gone.`, 'It was deleted, renamed or has expired. Watching goes on, in case it comes back.')]
  }
  if (now.kind === 'not-a-stream') return [notice('warning', `${name} is ${before === undefined ? 'not a stream' : 'not a stream any more'} (${now.type}).`, 'Choose another key, or wait until it is a stream.')]
  if (now.kind === 'no-permission') return [notice('warning', `Stream ${name} may not be read by this user: it needs ${now.needs}.`, 'Ask for the permission, or connect as another user.')]
  return []
}
