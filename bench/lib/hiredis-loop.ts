import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ROOT } from './core'

const run = promisify(execFile)

export interface NativeLoop {
  /** Entries per second from the first XADD to the reply of the last XACK. */
  run(options: { port: number; key: string; entries: number; perWrite: number; count: number; valueBytes: number }): Promise<number>
  dispose(): Promise<void>
}

/** Compiles the loop in C with the machine's compiler and hiredis. */
export async function compileNativeLoop(): Promise<NativeLoop> {
  const source = join(ROOT, 'bench/native/hiredis-loop.c')
  if (!existsSync(source)) throw new Error(`${source} is missing`)
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bench-native-'))
  const program = join(folder, 'hiredis-loop')
  await run('cc', ['-O2', '-o', program, source, '-lhiredis', '-lpthread'])
  return {
    async run({ port, key, entries, perWrite, count, valueBytes }) {
      const { stdout } = await run(program, [port, key, entries, perWrite, count, valueBytes].map(String))
      return entries / Number(stdout)
    },
    dispose: () => rm(folder, { recursive: true, force: true })
  }
}
