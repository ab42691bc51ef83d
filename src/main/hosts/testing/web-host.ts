import { randomBytes } from 'node:crypto'
import type { Clock } from '@shared/lib/clock'
import type { Metrics } from '../../core/create-workbench'
import type { StaticFiles } from '../shared/static-files'
import { systemClock } from '../shared/system-clock'
import { createHttpServer, type WebHost } from '../server/http-server'
import type { SocketLimits } from '../server/socket-host'
import { createFeedRouter, type FeedRouter } from './feed-router'

const FILES: StaticFiles = new Map([
  ['index.html', { body: Buffer.from('<!doctype html>\n<html>\n  <head>\n    <title>Sluice</title>\n  </head>\n</html>\n'), type: 'text/html; charset=utf-8', immutable: false }],
  ['assets/app-1.js', { body: Buffer.from('export {}\n'), type: 'text/javascript; charset=utf-8', immutable: true }]
])

export interface TestWebHost extends WebHost, FeedRouter {
  /** How many links have ended. */
  left(): number
}

/** The real web host over a small page and a real live feed, on any free port. */
export async function startWebHost(options: { port?: number; limits?: Partial<SocketLimits>; feed?: FeedRouter; clock?: Clock; scrape?: { token: string; metrics: Metrics } } = {}): Promise<TestWebHost> {
  const feed = options.feed ?? createFeedRouter()
  let left = 0
  const host = await createHttpServer({
    port: options.port ?? 0,
    files: FILES,
    router: feed.router,
    onLeave: () => {
      left += 1
    },
    clock: options.clock ?? systemClock,
    createSecret: () => randomBytes(32).toString('base64url'),
    ...(options.scrape !== undefined && { scrape: options.scrape }),
    ...(options.limits !== undefined && { limits: options.limits })
  })
  return { ...host, ...feed, left: () => left }
}
