import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { LiveFrame } from '@shared/contract/workbench'
import { reduceWorkbench } from '@shared/model/reduce-workbench'
import { createSeededRandom } from '@shared/lib/seeded-random'
import { EMPTY_WORKBENCH, type WorkbenchState } from '@shared/model/workbench-state'
import { createStableClient } from '../../../renderer/transport/create-stable-client'
import type { FeedStatus } from '../../../renderer/transport/feed-status'
import { LinkRefused } from '../../../renderer/transport/link-refused'
import { runLiveFeed } from '../../../renderer/transport/live-feed'
import { createSocketLink } from '../../../renderer/transport/socket-link'
import { systemClock } from '../shared/system-clock'
import { openLink } from '../testing/admitted-page'
import { createFeedRouter } from '../testing/feed-router'
import { startWebHost } from '../testing/web-host'

/** Waits shrink so that tests with many breaks stay short. */
const hastyClock = { ...systemClock, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms / 50, signal) }

/** A page that follows the feed and folds it, as the store does. */
function follow(openSocket: () => WebSocket) {
  const ending = new AbortController()
  const statuses: FeedStatus[] = []
  const frames: LiveFrame['kind'][] = []
  let state: WorkbenchState = EMPTY_WORKBENCH
  const stable = createStableClient()
  const done = runLiveFeed({
    // ws speaks the browser's interface, which is what a page has.
    connect: () => createSocketLink(openSocket().on('error', () => undefined) as unknown as globalThis.WebSocket),
    onLink: (link) => stable.setLink(link),
    onFrame(frame) {
      frames.push(frame.kind)
      if (frame.kind === 'snapshot') state = frame.state
      else if (frame.kind === 'events') state = frame.events.reduce(reduceWorkbench, state)
    },
    onStatus: (status) => statuses.push(status),
    signal: ending.signal,
    random: createSeededRandom(1),
    clock: hastyClock
  })
  return {
    statuses,
    frames,
    client: stable.client,
    state: () => state,
    async end() {
      ending.abort()
      await done
    }
  }
}

/** Carries bytes to a port and can cut every connection at once, in the middle of whatever it carries. */
async function createCuttableWay(port: number): Promise<{ port: number; cut(): void; close(): void }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    near.pipe(far)
    far.pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return { port: (server.address() as AddressInfo).port, cut, close: () => server.close(cut) }
}

test('F40 frames in equal state out, wherever the link breaks', async () => {
  const host = await startWebHost()
  const page = await openLink(host.createLink())
  const way = await createCuttableWay(host.port)
  const openSocket = (): WebSocket => page.createSocket(way.port)
  await fc.assert(fc.asyncProperty(fc.array(fc.oneof({ weight: 6, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.constant('cut' as const) }), { maxLength: 12 }), async (steps) => {
    const reader = follow(openSocket)
    for (const step of steps) {
      if (step === 'cut') way.cut()
      else for (let say = 0; say < step; say++) host.log.append({ kind: 'notice', level: 'info', text: `${say}` })
      await new Promise((resolve) => setImmediate(resolve))
    }
    await vi.waitFor(() => expect(reader.state()).toEqual(host.log.current()), { timeout: 10_000, interval: 5 })
    await reader.end()
  }), { numRuns: 25 })
  way.close()
  await host.dispose()
}, 60_000)

test('a break is told, and the feed goes on from where it was without a snapshot', async () => {
  const host = await startWebHost()
  const page = await openLink(host.createLink())
  const way = await createCuttableWay(host.port)
  const reader = follow(() => page.createSocket(way.port))
  await vi.waitFor(() => expect(reader.statuses).toEqual([{ kind: 'connecting' }, { kind: 'live' }]))
  host.log.append({ kind: 'notice', level: 'info', text: 'before' })
  await vi.waitFor(() => expect(reader.state().seq).toBe(1))
  way.cut()
  await vi.waitFor(() => expect(reader.statuses.at(-1)).toMatchObject({ kind: 'interrupted', attempt: 1 }), { interval: 1 })
  host.log.append({ kind: 'notice', level: 'info', text: 'meanwhile' })
  await vi.waitFor(() => expect(reader.state()).toEqual(host.log.current()))
  expect(reader.frames.filter((kind) => kind === 'snapshot')).toHaveLength(1)
  expect(reader.statuses.at(-1)).toEqual({ kind: 'live' })
  await reader.end()
  way.close()
  await host.dispose()
})

test('a host that was started again gives a snapshot, and nothing of the run before stays', async () => {
  const first = await startWebHost({ feed: createFeedRouter('run-1') })
  const way = await createCuttableWay(first.port)
  let page = await openLink(first.createLink())
  const reader = follow(() => page.createSocket(way.port))
  for (let say = 0; say < 5; say++) first.log.append({ kind: 'notice', level: 'info', text: 'old' })
  await vi.waitFor(() => expect(reader.state().seq).toBe(5))
  await first.dispose()
  const second = await startWebHost({ port: first.port, feed: createFeedRouter('run-2') })
  page = await openLink(second.createLink())
  second.log.append({ kind: 'notice', level: 'info', text: 'new' })
  await vi.waitFor(() => expect(reader.state()).toEqual(second.log.current()))
  await reader.end()
  way.close()
  await second.dispose()
})

test('TRUST C2 a call is never sent twice: without a link it fails at once, cut short its outcome is unknown', async () => {
  const host = await startWebHost()
  const page = await openLink(host.createLink())
  const way = await createCuttableWay(host.port)
  const reader = follow(() => page.createSocket(way.port))
  await expect(reader.client.system.hello()).rejects.toMatchObject({ data: { code: 'not-connected' } })
  await vi.waitFor(async () => expect(await reader.client.system.hello()).toMatchObject({ product: 'sluice' }))
  const waiting = reader.client.streams.watch({ connection: 'c', key: 's' })
  const outcome = expect(waiting).rejects.toMatchObject({ data: { code: 'outcome-unknown' } })
  // The answer to a later call shows that the earlier one was sent.
  await reader.client.system.hello()
  way.cut()
  await outcome
  await vi.waitFor(async () => expect(await reader.client.system.hello()).toMatchObject({ product: 'sluice' }))
  await reader.end()
  way.close()
  await host.dispose()
})

test('a host that refuses for good is asked once', async () => {
  const statuses: FeedStatus[] = []
  let asked = 0
  await runLiveFeed({
    connect() {
      asked += 1
      return Promise.reject(new LinkRefused('No.', 'Do something else.'))
    },
    onLink: () => undefined,
    onFrame: () => undefined,
    onStatus: (status) => statuses.push(status),
    signal: new AbortController().signal,
    random: createSeededRandom(1),
    clock: hastyClock
  })
  expect(asked).toBe(1)
  expect(statuses).toEqual([{ kind: 'connecting' }, { kind: 'refused', message: 'No.', next: 'Do something else.' }])
})
