import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/** Bundles a thread's entry as the product's build does it. For tests, which run from source. */
export async function buildThread(entry: string): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-test-thread-'))
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(import.meta.dirname, '../../../../shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve(import.meta.dirname, entry), outDir: folder, target: 'node18.15', minify: false,
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'thread.cjs' } }
    }
  })
  // The ledger's code reads its WebAssembly from the folder in which it is itself.
  await cp(resolve(import.meta.dirname, '../../../../../node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm'), join(folder, 'node-sqlite3-wasm.wasm'))
  return { file: join(folder, 'thread.cjs'), remove: () => rm(folder, { recursive: true, force: true }) }
}
