import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { askServer } from './ask-server'

/** A real server on a free loopback port with its own temp folder and no persistence. For tests. */
export interface TestServer {
  port: number
  url: string
  pid: number
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
  /** Orderly end; also removes the folder. Safe to call twice. */
  stop(): Promise<void>
  /** Starts it again on the same port with the same arguments. */
  restart(): Promise<void>
  /** Asks it as redis-cli does, and gives the words that redis-cli has for the answer, without the last newline. */
  cli(...args: string[]): Promise<string>
}

export interface TestServerOptions {
  args?: string[]
  /** Otherwise the program named by SLUICE_REDIS_SERVER, otherwise redis-server from PATH. */
  binary?: string
}

export async function findFreePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

export async function startRedisServer(options: TestServerOptions = {}): Promise<TestServer> {
  const port = await findFreePort()
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-redis-'))
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder, ...(options.args ?? [])]

  async function launch(): Promise<ReturnType<typeof spawn>> {
    const child = spawn(options.binary ?? process.env['SLUICE_REDIS_SERVER'] ?? 'redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    if (child.stdout === null) throw new Error('redis-server has no stdout')
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('Ready to accept connections')) {
        child.stdout.resume()
        return child
      }
    }
    throw new Error(`redis-server on port ${port} ended before it was ready`)
  }

  let child = await launch()

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get pid() {
      return child.pid ?? 0
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
    async restart() {
      await end('SIGKILL')
      child = await launch()
    },
    cli: (...command) => askServer({ port }, command)
  }
}
