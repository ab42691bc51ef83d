import { execFile } from 'node:child_process'
import { readFile, readlink } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * What tells one process from a later one with the same number: when it started and where it works. Undefined when
 * there is no such process, or when it may not be looked at (then it is somebody else's).
 */
export async function identifyProcess(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      // Fields after the program's name, which is in brackets and may hold spaces. State is the third field of the
      // line, the start time the twenty-second.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      // A zombie has ended and is only not yet collected.
      if (fields[0] === 'Z') return undefined
      return `${fields[19]} ${await readlink(`/proc/${pid}/cwd`)}`
    }
    const { stdout } = await run('ps', ['-o', 'lstart=', '-o', 'comm=', '-p', String(pid)])
    return stdout.trim() === '' ? undefined : stdout.trim()
  } catch {
    // No such process, or not ours to look at: for the caller the same.
    return undefined
  }
}
