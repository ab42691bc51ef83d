import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Fault } from '../fault'
import type { Logger } from '../logging/logger'
import type { SocketTarget } from './dispatcher'
import { findRedisServer } from './find-redis-server'
import { endStaleSandboxes, openSandboxRoot, removeSandbox, writeSandboxRecord } from './sandbox-records'

export interface SandboxServerOptions {
  /** Folder for the records and the servers' own folders. */
  root: string
  /** Where to look for the server program, as in PATH. */
  path: string
  logger: Logger
  /** The server ended, and nobody here had asked for it. */
  onEnd: () => void
}

/** A private server on a free loopback port, without persistence. */
export interface SandboxServer {
  readonly target: SocketTarget
  readonly pid: number | undefined
  /** SIGKILL, as a crash: nothing is saved. */
  kill(): Promise<void>
  /** A new and empty server on the same port. Throws Fault when the port was taken meanwhile. */
  start(): Promise<void>
  /** Ends the server and removes its folder. Idempotent. */
  dispose(): Promise<void>
}

const PORT_ATTEMPTS = 5

class PortTakenError extends Error {
  override readonly name = 'PortTakenError'
}

async function findFreePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('a listening socket has no port')
  return address.port
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}

/** Read from stdin: in argv any user of the machine could see the password, in a file it could be left behind. */
function toConfig(port: number, password: string, folder: string): string {
  return [`bind 127.0.0.1`, `port ${port}`, `requirepass ${password}`, `save ""`, `appendonly no`, `dir ${quote(folder)}`, 'daemonize no', ''].join('\n')
}

/**
 * Starts the program and waits until it takes connections. It is written down as soon as it runs and not only when it
 * is ready: a kill -9 of Sluice in between would leave a server behind that nobody knows of.
 */
async function launch(program: string, folder: string, config: string, logger: Logger, writeDown: (pid: number) => Promise<void>): Promise<ChildProcess> {
  // In a process group of its own: Ctrl-C in the terminal is for Sluice, which first lets its workers finish.
  const child = spawn(program, ['-'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'], detached: true })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  failed.catch(() => undefined)
  child.stdin.on('error', (error) => logger.warn({ error: error.message }, 'the sandbox server did not read its settings'))
  child.stdin.end(config)
  async function ready(): Promise<void> {
    let last = ''
    for await (const line of createInterface(child.stdout)) {
      if (line.includes('Ready to accept connections')) return
      if (/Address already in use|Failed listening/i.test(line)) throw new PortTakenError('the port is taken')
      last = line
    }
    throw new Error(`the sandbox server ended while starting: ${last}`)
  }
  try {
    await Promise.race([Promise.all([ready(), child.pid === undefined ? undefined : writeDown(child.pid)]), failed])
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
  // The server writes a line now and then, and would stop at a full pipe.
  child.stdout.resume()
  return child
}

async function endChild(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** A failure that a person can read: what is wrong is on this machine, not in a request. */
function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error
  return new Fault('not-possible-now', `The sandbox server did not start: ${error instanceof Error ? error.message : String(error)}.`, 'Try again, or connect to a server of yours.')
}

async function prepareRoot(root: string, logger: Logger): Promise<void> {
  try {
    await openSandboxRoot(root)
    const ended = await endStaleSandboxes(root)
    if (ended > 0) logger.info({ ended }, 'ended sandbox servers that an earlier run left behind')
  } catch (error) {
    throw toFault(error)
  }
}

async function makeFolder(root: string): Promise<string> {
  try {
    return await mkdtemp(join(root, 'sandbox-'))
  } catch (error) {
    throw toFault(error)
  }
}

/** Starts the sandbox, after ending any that an earlier, killed Sluice left behind. Throws Fault when it cannot be. */
export async function startSandboxServer({ root, path, logger, onEnd }: SandboxServerOptions): Promise<SandboxServer> {
  await prepareRoot(root, logger)
  const program = await findRedisServer(path)
  if (program === undefined) {
    throw new Fault('not-possible-now', 'There is no redis-server or valkey-server on this machine to run a sandbox with.', 'Install the package redis-server or valkey (apt install redis-server, brew install redis), or connect to a server of yours.')
  }
  const folder = await makeFolder(root)
  const name = basename(folder)
  const password = randomBytes(24).toString('base64url')
  let port = await findFreePort()
  let child: ChildProcess | undefined
  let disposed = false

  // The last moment of this process, however it comes, kill -9 excepted: that is what the record is for.
  const endAtExit = (): void => {
    child?.kill('SIGKILL')
  }

  async function start(): Promise<void> {
    const started = await launch(program ?? '', folder, toConfig(port, password, folder), logger, (pid) => writeSandboxRecord(root, name, folder, pid))
    child = started
    started.once('exit', () => {
      if (child !== started) return
      child = undefined
      onEnd()
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child
    child = undefined
    await endChild(ending, signal)
  }

  process.once('exit', endAtExit)
  for (let attempt = 1; child === undefined; attempt++) {
    try {
      await start()
    } catch (error) {
      if (error instanceof PortTakenError && attempt < PORT_ATTEMPTS) port = await findFreePort()
      else {
        // It may run already, when only its record could not be written: without one nobody would ever end it.
        await end('SIGKILL')
        process.off('exit', endAtExit)
        await removeSandbox(root, name)
        throw toFault(error)
      }
    }
  }

  return {
    get target(): SocketTarget {
      return { address: { kind: 'tcp', host: '127.0.0.1', port }, password, db: 0 }
    },
    get pid() {
      return child?.pid
    },
    kill: () => end('SIGKILL'),
    async start() {
      if (disposed) throw new Fault('not-possible-now', 'The sandbox has been closed.', 'Open a new one.')
      if (child !== undefined) throw new Fault('not-possible-now', 'The sandbox server is running.', 'End it first, to start it again.')
      try {
        await start()
      } catch (error) {
        const why = error instanceof PortTakenError ? 'its port was taken by another program' : error instanceof Error ? error.message : String(error)
        throw new Fault('not-possible-now', `The sandbox server did not start again: ${why}.`, 'Try again, or close the sandbox and open a new one.')
      }
    },
    async dispose() {
      disposed = true
      process.off('exit', endAtExit)
      await end('SIGTERM')
      await removeSandbox(root, name)
    }
  }
}
