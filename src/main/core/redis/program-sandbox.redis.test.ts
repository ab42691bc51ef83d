import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { build } from 'vite'
import type { Logger } from '../logging/logger'
import { identifyProcess } from './process-identity'
import { startProgramSandbox } from './program-sandbox'
import type { SandboxServer } from './sandbox-server'
import { startRedisServer } from './testing/redis-server'

const silent = (): void => undefined
const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent }

let root: string
const running: SandboxServer[] = []

async function start(overrides: { onEnd?: () => void; path?: string } = {}): Promise<SandboxServer> {
  const sandbox = await startProgramSandbox({ root, path: process.env['PATH'] ?? '', logger, onEnd: silent, ...overrides })
  running.push(sandbox)
  return sandbox
}

/** Runs a program that starts a sandbox with a replica, in a Node of its own, and gives its process and theirs. */
async function startInChild(): Promise<{ kill(): Promise<void>; serverPid: number; replicaPid: number }> {
  const entry = join(root, 'owner-entry.ts')
  const source = resolve(import.meta.dirname, 'program-sandbox.ts')
  await writeFile(
    entry,
    `import { startProgramSandbox } from ${JSON.stringify(source)}
     const silent = () => undefined
     const logger = { debug: silent, info: silent, warn: silent, error: silent }
     const sandbox = await startProgramSandbox({ root: ${JSON.stringify(root)}, path: process.env.PATH ?? '', logger, onEnd: silent })
     await sandbox.addReplica()
     console.log(sandbox.pid + ' ' + sandbox.replica().pid)
     setInterval(silent, 1000)`
  )
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { '@shared': resolve(import.meta.dirname, '../../../shared') } },
    build: { ssr: entry, outDir: join(root, 'out'), emptyOutDir: false, rollupOptions: { output: { format: 'es', entryFileNames: 'owner.mjs' } } }
  })
  const child = spawn(process.execPath, [join(root, 'out', 'owner.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(child.stdout)) {
    const [serverPid = 0, replicaPid = 0] = line.split(' ').map(Number)
    return {
      serverPid, replicaPid,
      async kill() {
        const exited = once(child, 'exit')
        child.kill('SIGKILL')
        await exited
      }
    }
  }
  throw new Error('the owner of the sandbox ended early')
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-test-sandbox-'))
})
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.dispose()
  await rm(root, { recursive: true, force: true })
})

describe('a sandbox on a server program', () => {
  it('shows its password in no argument and no file (C5)', async () => {
    const sandbox = await start()
    const { password } = sandbox.target
    expect(password?.length).toBeGreaterThan(30)
    expect(await readFile(`/proc/${sandbox.pid}/cmdline`, 'utf8')).not.toContain(password)
    expect(await readFile(`/proc/${sandbox.pid}/environ`, 'utf8')).not.toContain(password)
    for (const file of await readdir(root, { recursive: true, withFileTypes: true })) {
      if (file.isFile()) expect(await readFile(join(file.parentPath, file.name), 'utf8')).not.toContain(password)
    }
  })

  it('tells when it ends by itself, and not when it was asked to', async () => {
    const onEnd = vi.fn()
    const sandbox = await start({ onEnd })
    await sandbox.kill()
    await sandbox.start()
    expect(onEnd).not.toHaveBeenCalled()
    process.kill(sandbox.pid ?? 0, 'SIGTERM')
    await vi.waitFor(() => expect(onEnd).toHaveBeenCalledOnce())
    expect(sandbox.pid).toBeUndefined()
  })

  it('of two starts at once, and of two replicas at once, one is refused and nothing is lost', async () => {
    const sandbox = await start()
    await sandbox.kill()
    const starts = await Promise.allSettled([sandbox.start({ from: 'empty', persistence: 'aof-always' }), sandbox.start({ from: 'empty' })])
    expect(starts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    const replicas = await Promise.allSettled([sandbox.addReplica(), sandbox.addReplica()])
    expect(replicas.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    const pid = sandbox.replica()?.pid ?? 0
    await sandbox.dispose()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('says so when its port was taken meanwhile', async () => {
    const sandbox = await start()
    const { address } = sandbox.target
    await sandbox.kill()
    const other = await startRedisServer({ args: ['--port', String(address.kind === 'tcp' ? address.port : 0)] })
    await expect(sandbox.start()).rejects.toMatchObject({ code: 'not-possible-now', message: expect.stringContaining('its port was taken') })
    await other.stop()
    await sandbox.start()
    expect(sandbox.pid).toBeGreaterThan(0)
  })

  it('names what to do when there is no server program', async () => {
    await expect(start({ path: root })).rejects.toMatchObject({ code: 'not-possible-now', next: expect.stringContaining('redis-server') })
    expect(await readdir(root)).toEqual([])
  })

  it('that a killed Sluice left behind is ended at the next start with its replica, and no other', async () => {
    const alive = await start()
    const owner = await startInChild()
    await owner.kill()
    for (const pid of [owner.serverPid, owner.replicaPid]) expect(await identifyProcess(pid)).toBeDefined()
    await start()
    await vi.waitFor(async () => expect(await Promise.all([owner.serverPid, owner.replicaPid].map(identifyProcess))).toEqual([undefined, undefined]))
    expect(await identifyProcess(alive.pid ?? 0)).toBeDefined()
    expect((await readdir(root)).filter((name) => name.endsWith('.json'))).toHaveLength(2)
  })

  it('spares a process that only has the number of the one written down', async () => {
    const innocent = await startRedisServer()
    const record = { folder: join(root, 'sandbox-old'), server: { pid: innocent.pid, identity: '1 /elsewhere' }, owner: { pid: 2 ** 22, identity: 'gone' } }
    await writeFile(join(root, 'sandbox-old.json'), JSON.stringify(record))
    await writeFile(join(root, 'sandbox-half.json'), '{"folder":')
    await start()
    expect(await innocent.cli('PING')).toBe('PONG')
    expect((await readdir(root)).filter((name) => name.endsWith('.json'))).toHaveLength(1)
    await innocent.stop()
  })

  it('does not use a folder that another user could have made', async () => {
    const real = join(root, 'real')
    await mkdir(real)
    await symlink(real, join(root, 'link'))
    await expect(startProgramSandbox({ root: join(root, 'link'), path: '', logger, onEnd: silent })).rejects.toThrow('not this user')
    await chmod(real, 0o777)
    await expect(startProgramSandbox({ root: real, path: '', logger, onEnd: silent })).rejects.toThrow('not this user')
  })
})
