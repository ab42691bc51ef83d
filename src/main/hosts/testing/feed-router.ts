import { implement, ORPCError } from '@orpc/server'
import { contract } from '@shared/contract'
import { PROTOCOL_VERSION } from '@shared/contract/workbench'
import { EventLog } from '../../core/live/event-log'
import { createLiveSessions } from '../../core/live/live-session'
import type { LinkContext, LinkRouter } from '../shared/link-context'
import { systemClock } from '../shared/system-clock'

export interface FeedRouter {
  readonly router: LinkRouter
  readonly log: EventLog
  /** Ids of the links that called `leave`, for tests of who is told what. */
  readonly seen: string[]
}

/** The live feed of a real log and a few calls, to serve over a real link. `instance` names the run of the host. */
export function createFeedRouter(instance = 'run-1', log = new EventLog(systemClock)): FeedRouter {
  const os = implement(contract).$context<LinkContext>()
  let sessions = 0
  const live = createLiveSessions({ log, instance, clock: systemClock, createId: () => `${instance}-${++sessions}` })
  const seen: string[] = []
  const router = {
    system: {
      hello: os.system.hello.handler(() => ({ product: 'sluice' as const, version: '0.0.0', protocol: PROTOCOL_VERSION, host: 'server' as const, instance })),
      leave: os.system.leave.handler(({ context }) => {
        seen.push(context.session.id)
      })
    },
    live: {
      subscribe: os.live.subscribe.handler(({ input, signal }) => live.subscribe(input.resume, signal)),
      acknowledge: os.live.acknowledge.handler(({ input }) => live.acknowledge(input.session, input.frame))
    },
    streams: {
      /** Answers with as many keys of 1 KB as `match` says, for tests of what a page does not read. */
      discover: os.streams.discover.handler(({ input }) => ({ found: Array.from({ length: Number(input.match) }, () => ({ key: 'x'.repeat(1024) })), cursor: '0' })),
      /** Never answers. */
      watch: os.streams.watch.handler(({ signal }) => new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new ORPCError('ABORTED'))))),
      /** Answers how many characters came in. */
      previewPublish: os.streams.previewPublish.handler(({ input }) => ({ command: input.fields.map(({ value }) => String(value.length)) }))
    }
  }
  return { router, log, seen }
}
