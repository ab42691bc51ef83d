import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { Fault } from '../fault'
import type { Logger } from '../logging/logger'
import type { SocketTarget } from './dispatcher'
import { findRedisServer, NO_PROGRAM } from './find-redis-server'
import { endStaleSandboxes, openSandboxRoot, removeSandbox, writeSandboxRecord } from './sandbox-records'
import { createSandboxPassword, refuseStart, toStartAgainFault, toStartFault, type SandboxServer } from './sandbox-server'

export interface ProgramSandboxOptions {
  /** Folder for the records and the servers' own folders. */
  root: string
  /** Where to look for the server program, as in PATH. */
  path: string
  logger: Logger
  /** The server ended, and nobody here had asked for it. */
  onEnd: () => void
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

async function prepareRoot(root: string, logger: Logger): Promise<void> {
  try {
    await openSandboxRoot(root)
    const ended = await endStaleSandboxes(root)
    if (ended > 0) logger.info({ ended }, 'ended sandbox servers that an earlier run left behind')
  } catch (error) {
    throw toStartFault(error)
  }
}

async function makeFolder(root: string): Promise<string> {
  try {
    return await mkdtemp(join(root, 'sandbox-'))
  } catch (error) {
    throw toStartFault(error)
  }
}

/** A sandbox on the server program of this machine, after ending any that an earlier, killed Sluice left behind. Throws Fault when it cannot be. */
export async function startProgramSandbox({ root, path, logger, onEnd }: ProgramSandboxOptions): Promise<SandboxServer> {
  await prepareRoot(root, logger)
  const program = await findRedisServer(path)
  if (program === undefined) {
    throw new Fault('not-possible-now', NO_PROGRAM, 'Use the built-in sandbox, or install the package redis-server or valkey (apt install redis-server, brew install redis).')
  }
  const folder = await makeFolder(root)
  const name = basename(folder)
  const password = createSandboxPassword()
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
        throw toStartFault(error)
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
      refuseStart({ disposed, running: child !== undefined })
      try {
        await start()
      } catch (error) {
        throw toStartAgainFault(error, error instanceof PortTakenError)
      }
      // It was closed while this one was on its way up.
      if (disposed) await end('SIGKILL')
    },
    async dispose() {
      disposed = true
      process.off('exit', endAtExit)
      await end('SIGTERM')
      await removeSandbox(root, name)
    }
  }
}
