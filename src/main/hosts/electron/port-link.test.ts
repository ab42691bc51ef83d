import { MessageChannel as NodeChannel } from 'node:worker_threads'
import { RPCHandler } from '@orpc/server/message-port'
import { expect, test, vi } from 'vitest'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import { EMPTY_WORKBENCH, type WorkbenchState } from '@shared/model/workbench-state'
import type { FeedStatus } from '../../../renderer/transport/feed-status'
import { runLiveFeed } from '../../../renderer/transport/live-feed'
import { createPortLink } from '../../../renderer/transport/port-link'
import { openLinkContext, type LinkContext } from '../shared/link-context'
import { systemClock } from '../shared/system-clock'
import { createFeedRouter, type FeedRouter } from '../testing/feed-router'

/** A page's window as far as a port needs it: it can go away. */
const createPage = (): EventTarget & { leave(): void } => {
  const page = new EventTarget()
  return Object.assign(page, { leave: () => page.dispatchEvent(new Event('pagehide')) })
}

/** Node's ports stand for the browser's and for Electron's: all three speak the same interface. */
function openPort(feed: FeedRouter) {
  const { port1, port2 } = new NodeChannel()
  const host = port2 as unknown as MessagePort
  new RPCHandler<LinkContext>(feed.router).upgrade(host, { context: openLinkContext().context })
  port2.start()
  return { port: port1 as unknown as MessagePort, host: port2 }
}

const asWindow = (page: EventTarget): Pick<Window, 'addEventListener' | 'removeEventListener'> => page

test('a page calls over its port', async () => {
  const { port } = openPort(createFeedRouter())
  const link = createPortLink(port, asWindow(createPage()))
  expect(await link.client.system.hello()).toMatchObject({ product: 'sluice' })
  link.close()
})

test('the page hears when the host closes the port, once', async () => {
  const { port, host } = openPort(createFeedRouter())
  const link = createPortLink(port, asWindow(createPage()))
  let told = 0
  link.onClosed(() => {
    told += 1
  })
  host.close()
  await vi.waitFor(() => expect(told).toBe(1))
  link.close()
  expect(told).toBe(1)
  link.onClosed(() => {
    told += 1
  })
  expect(told).toBe(2)
})

test('closing it ends a call under way', async () => {
  const { port } = openPort(createFeedRouter())
  const link = createPortLink(port, asWindow(createPage()))
  const waiting = link.client.streams.watch({ connection: 'c', key: 's' })
  link.close()
  await expect(waiting).rejects.toThrow()
})

test('a page that goes away takes its close listener off first, and the host hears of it', async () => {
  const { port, host } = openPort(createFeedRouter())
  const removed: string[] = []
  const remove = port.removeEventListener.bind(port)
  port.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject): void => {
    removed.push(type)
    remove(type, listener)
  }
  const hostHeard = new Promise((resolve) => host.on('close', resolve))
  const page = createPage()
  createPortLink(port, asWindow(page))
  page.leave()
  await hostHeard
  expect(removed).toEqual(['close'])
})

test('the live feed over ports gives the same picture, a reload between', async () => {
  const feed = createFeedRouter()
  const statuses: FeedStatus[] = []
  const hosts: NodeChannel['port1'][] = []
  const ending = new AbortController()
  let state: WorkbenchState = EMPTY_WORKBENCH
  const done = runLiveFeed({
    connect() {
      const { port, host } = openPort(feed)
      hosts.push(host)
      return Promise.resolve(createPortLink(port, asWindow(createPage())))
    },
    onLink: () => undefined,
    onFrame(frame) {
      if (frame.kind === 'snapshot') state = frame.state
      else if (frame.kind === 'events') state = frame.events.reduce(reduceWorkbench, state)
    },
    onStatus: (status) => statuses.push(status),
    signal: ending.signal,
    random: createSeededRandom(1),
    clock: systemClock
  })
  for (let say = 0; say < 100; say++) feed.log.append({ kind: 'notice', level: 'info', text: `${say}` })
  await vi.waitFor(() => expect(state).toEqual(feed.log.current()))
  hosts[0]?.close()
  for (let say = 0; say < 100; say++) feed.log.append({ kind: 'notice', level: 'info', text: `${say}` })
  await vi.waitFor(() => expect(state).toEqual(feed.log.current()))
  expect(statuses.map(({ kind }) => kind)).toEqual(['connecting', 'live', 'interrupted', 'live'])
  ending.abort()
  await done
})
