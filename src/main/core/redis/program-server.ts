import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { SandboxPersistence } from '@shared/model/connection-state'
import type { Logger } from '../logging/logger'
import { removeSandbox, writeSandboxRecord } from './sandbox-records'
import { toStartFault } from './sandbox-server'

export interface ProgramServerOptions {
  program: string
  /** Folder for the records and the servers' own folders. */
  root: string
  password: string
  logger: Logger
  /** It ended, and nobody here had asked for it. */
  onEnd: () => void
}

export interface ProgramStart {
  persistence: SandboxPersistence
  /** It follows the server behind this loopback port. */
  replicaOf?: number
}

/** One process of a server program with a folder, a port and a record of its own. The port stays over its starts. */
export interface ProgramServer {
  readonly port: number
  readonly pid: number | undefined
  /** Throws PortTakenError when the port was taken meanwhile, and Error when it did not start. */
  start(how: ProgramStart): Promise<void>
  /** As a crash: nothing is saved, no client is told. */
  kill(): Promise<void>
  /** Removes what an earlier run wrote to its folder. */
  forget(): Promise<void>
  /** Ends it and leaves nothing behind. Idempotent. */
  dispose(): Promise<void>
}

const PORT_ATTEMPTS = 5

export class PortTakenError extends Error {
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

/** CONFIG's words for what is written to disk. */
export const APPEND_SETTINGS: Readonly<Record<SandboxPersistence, { appendonly: 'yes' | 'no'; appendfsync: 'everysec' | 'always' }>> = {
  none: { appendonly: 'no', appendfsync: 'everysec' },
  'aof-everysec': { appendonly: 'yes', appendfsync: 'everysec' },
  'aof-always': { appendonly: 'yes', appendfsync: 'always' }
}

/** Read from stdin: in argv any user of the machine could see the password, in a file it could be left behind. */
function toConfig(port: number, password: string, folder: string, { persistence, replicaOf }: ProgramStart): string {
  const { appendonly, appendfsync } = APPEND_SETTINGS[persistence]
  return [
    'bind 127.0.0.1', `port ${port}`, `requirepass ${password}`, 'save ""', `appendonly ${appendonly}`, `appendfsync ${appendfsync}`, `dir ${quote(folder)}`, 'daemonize no',
    // A replica of the same sandbox: it knows the same password, and a first copy need not wait for others that might come.
    `masterauth ${password}`, 'repl-diskless-sync-delay 0', ...(replicaOf === undefined ? [] : [`replicaof 127.0.0.1 ${replicaOf}`]),
    ''
  ].join('\n')
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

async function makeFolder(root: string): Promise<string> {
  try {
    return await mkdtemp(join(root, 'sandbox-'))
  } catch (error) {
    throw toStartFault(error)
  }
}

/** Starts one for the first time, on a free port. Throws Fault when it cannot be. */
export async function startProgramServer({ program, root, password, logger, onEnd }: ProgramServerOptions, first: ProgramStart): Promise<ProgramServer> {
  const folder = await makeFolder(root)
  const name = basename(folder)
  let port = await findFreePort()
  let child: ChildProcess | undefined

  // The last moment of this process, however it comes, kill -9 excepted: that is what the record is for.
  const endAtExit = (): void => {
    child?.kill('SIGKILL')
  }

  async function start(how: ProgramStart): Promise<void> {
    const started = await launch(program, folder, toConfig(port, password, folder, how), logger, (pid) => writeSandboxRecord(root, name, folder, pid))
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
      await start(first)
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
    get port() {
      return port
    },
    get pid() {
      return child?.pid
    },
    start,
    kill: () => end('SIGKILL'),
    async forget() {
      for (const file of await readdir(folder)) await rm(join(folder, file), { recursive: true, force: true })
    },
    async dispose() {
      process.off('exit', endAtExit)
      await end('SIGTERM')
      await removeSandbox(root, name)
    }
  }
}
