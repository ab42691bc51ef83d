import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Argument, Connection } from '../../../redis/dispatcher'
import type { Reply } from '../../../redis/reply'
import { createTestManager, type TestManager } from '../../../redis/testing/test-manager'
import { buildThread } from '../../../workers/testing/build-thread'

/** One server and two connections to it, as if two people looked at it. Keys under `sluice:lab:` may be written. */
export interface TwoOnOneServer {
  test: TestManager
  one: Connection
  other: Connection
  /** A command of a third: what it answers, bytes as text. */
  call(...command: Argument[]): Promise<unknown>
  dispose(): Promise<void>
}

function toPlain(reply: Reply): unknown {
  if (Buffer.isBuffer(reply)) return reply.toString()
  return Array.isArray(reply) ? (reply as readonly Reply[]).map(toPlain) : reply
}

export type ServerKind = 'redis-server' | 'built-in'

/** Opens them on a redis-server of its own, or on the built-in sandbox. */
export async function openTwoOnOneServer(kind: ServerKind): Promise<TwoOnOneServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-two-'))
  const thread = kind === 'built-in' ? await buildThread('../../../sandbox/thread.ts') : undefined
  const test = createTestManager({ sandboxFolder: folder, ...(thread !== undefined && { sandboxThreadFile: thread.file }) })
  const { manager } = test
  async function openFirst(): Promise<{ first: string; url: string; password?: string }> {
    if (thread === undefined) {
      const { url } = await test.startServer()
      return { first: await test.open({ url }), url }
    }
    const first = await manager.openSandbox('built-in')
    const { address } = await test.until(first, 'ready')
    return { first, url: address, password: manager.sandboxPassword(first) }
  }
  const { first, url, password } = await openFirst()
  const second = await test.open({ url, ...(password !== undefined && { password }) })
  await test.until(first, 'ready')
  await test.until(second, 'ready')
  const one = manager.get(first)
  const other = manager.get(second)
  return {
    test, one, other,
    call: async (...command) => toPlain(await other.writer.send(command, { by: 'hand', who: 'a third' })),
    async dispose() {
      await test.dispose()
      await thread?.remove()
      await rm(folder, { recursive: true, force: true })
    }
  }
}
