import { actOnPending } from '../actions/act-on-pending'
import { previewPendingAction } from '../actions/preview-pending-action'
import { previewPublish, publish } from '../actions/publish'
import { Fault } from '../fault'
import type { Implementer } from './router-context'
import type { Services } from './services'

export function createStreamsRouter(os: Implementer, { connections, observer, queries, log }: Services) {
  const procedures = os.streams
  return {
    discover: procedures.discover.handler(({ input }) => queries.discover(input)),
    watch: procedures.watch.handler(({ input }) => {
      connections.get(input.connection)
      observer.watch(input)
    }),
    unwatch: procedures.unwatch.handler(({ input }) => {
      const lab = Object.values(log.current().labs).find((each) => each.connection === input.connection && each.streams.includes(input.key) && each.status !== 'stopped' && each.status !== 'failed')
      if (lab !== undefined) throw new Fault('not-possible-now', `The lab ${lab.name} runs on this stream and needs it watched.`, 'Stop the lab first.')
      observer.unwatch(input)
    }),
    entries: procedures.entries.handler(({ input }) => queries.entries(input)),
    entry: procedures.entry.handler(({ input }) => queries.entry(input)),
    lifeLine: procedures.lifeLine.handler(({ input }) => queries.lifeLine(input)),
    previewPublish: procedures.previewPublish.handler(({ input }) => ({ command: previewPublish(input) })),
    publish: procedures.publish.handler(({ input }) => publish(connections.get(input.connection), log, input))
  }
}

export function createGroupsRouter(os: Implementer, { connections, queries, pool, log }: Services) {
  const procedures = os.groups
  return {
    pending: procedures.pending.handler(({ input }) => queries.pending(input)),
    previewAction: procedures.previewAction.handler(({ input }) => previewPendingAction(connections.get(input.connection), input, input.action)),
    act: procedures.act.handler(({ input: { action, ...group } }) =>
      actOnPending({ connection: connections.get(group.connection), sink: log, group, action, onClaimed: (...claimed) => pool.noteClaimed(...claimed) })
    ),
    setSweeper: procedures.setSweeper.handler(({ input }) => pool.setSweeper(input))
  }
}
