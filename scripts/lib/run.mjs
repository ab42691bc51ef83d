import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const FORWARDED = ['SIGTERM', 'SIGHUP']

/** Runs to the end with our terminal, standard output going to stderr when `quiet`. Resolves with the exit code. */
export function run(command, args, options = {}) {
  const { quiet = false, ...rest } = options
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'], ...rest })
    child.on('error', reject)
    // Whoever ends this process by its number means what it runs.
    const forward = (signal) => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, forward)
    child.on('close', (code, signal) => {
      for (const each of FORWARDED) process.off(each, forward)
      resolve(signal === null ? code : 128)
    })
  })
}

/** Path of a program on PATH, or undefined. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
    if (folder === '' || !existsSync(path)) continue
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch (error) {
      if (error.code !== 'EACCES') throw error
    }
  }
  return undefined
}

export function capture(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8' })
  return { ok: result.status === 0, output: result.stdout ?? '' }
}
