import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { identifyProcess } from './process-identity'

/** One process, told from a later one with the same number. */
interface KnownProcess {
  pid: number
  identity: string
}

/** What is written down of a running sandbox, so that a later start of Sluice can end one that was left behind. */
interface SandboxRecord {
  folder: string
  server: KnownProcess
  owner: KnownProcess
}

const RECORD_END = '.json'

/** `sluice-<user>` in the system's folder for temporary files. */
export function defaultSandboxRoot(): string {
  const user = process.getuid?.() ?? userInfo().username
  return join(tmpdir(), `sluice-${user}`)
}

/**
 * Makes the folder for this user alone. The folder for temporary files is everybody's: another user could have put a
 * link or a folder of his own there first, and would then choose which processes we end.
 */
export async function openSandboxRoot(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 })
  const found = await lstat(root)
  const uid = process.getuid?.()
  const open = process.platform !== 'win32' && (found.mode & 0o022) !== 0
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid) || open) throw new Error(`${basename(root)} in the folder for temporary files is not this user's own`)
}

function parseRecord(text: string): SandboxRecord | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isProcess = (part: unknown): part is KnownProcess =>
      typeof part === 'object' && part !== null && 'pid' in part && Number.isInteger(part.pid) && 'identity' in part && typeof part.identity === 'string'
    if (typeof value !== 'object' || value === null || !('folder' in value) || typeof value.folder !== 'string') return undefined
    if (!('server' in value) || !isProcess(value.server) || !('owner' in value) || !isProcess(value.owner)) return undefined
    return { folder: value.folder, server: value.server, owner: value.owner }
  } catch {
    // Half written when Sluice was killed: says nothing that could be trusted.
    return undefined
  }
}

async function isSame({ pid, identity }: KnownProcess): Promise<boolean> {
  return pid > 1 && (await identifyProcess(pid)) === identity
}

/** Writes the record down; without an identity of both processes there is nothing to write. */
export async function writeSandboxRecord(root: string, name: string, folder: string, serverPid: number): Promise<void> {
  const [server, owner] = await Promise.all([identifyProcess(serverPid), identifyProcess(process.pid)])
  if (server === undefined || owner === undefined) return
  const record: SandboxRecord = { folder, server: { pid: serverPid, identity: server }, owner: { pid: process.pid, identity: owner } }
  await writeFile(join(root, `${name}${RECORD_END}`), JSON.stringify(record), { mode: 0o600 })
}

export async function removeSandbox(root: string, name: string): Promise<void> {
  await rm(join(root, `${name}${RECORD_END}`), { force: true })
  await rm(join(root, name), { recursive: true, force: true })
}

/**
 * Ends sandboxes whose Sluice is gone, for example after kill -9. A server is ended only when its process is the very
 * one that was written down; one whose Sluice still runs is left alone. Gives the number of servers ended.
 */
export async function endStaleSandboxes(root: string): Promise<number> {
  let ended = 0
  for (const file of await readdir(root)) {
    if (!file.endsWith(RECORD_END)) continue
    const name = file.slice(0, -RECORD_END.length)
    const record = parseRecord(await readFile(join(root, file), 'utf8'))
    if (record !== undefined && (await isSame(record.owner))) continue
    if (record !== undefined && record.folder === join(root, name) && (await isSame(record.server))) {
      process.kill(record.server.pid, 'SIGKILL')
      ended += 1
    }
    await removeSandbox(root, name)
  }
  return ended
}
