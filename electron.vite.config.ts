import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const path = (relative: string): string => resolve(import.meta.dirname, relative)

/** The database's code reads its WebAssembly from the folder in which it is itself. */
const sqliteFile = {
  name: 'sqlite-file',
  generateBundle(this: { emitFile(file: { type: 'asset'; fileName: string; source: Uint8Array }): string }): void {
    this.emitFile({ type: 'asset', fileName: 'node-sqlite3-wasm.wasm', source: readFileSync(path('node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm')) })
  }
}

// Written for the oldest and the newest runtime that must run this: Node 18.15 and Chrome 114 (Electron 25) to
// Electron 45. electron-vite's own defaults follow the newest and would not load in the oldest.
export default defineConfig({
  main: {
    resolve: { alias: { '@shared': path('src/shared') } },
    plugins: [sqliteFile],
    build: {
      target: 'node18.15',
      // Everything is bundled: several packages are ESM only, which CommonJS on Node 18 cannot require.
      externalizeDeps: false,
      rolldownOptions: {
        input: {
          index: path('src/main/index.ts'),
          'dev-server': path('src/main/hosts/server/main.ts'),
          'worker-thread': path('src/main/core/workers/worker-thread.ts'),
          'ledger-thread': path('src/main/core/ledger/ledger-thread.ts'),
          'sandbox-thread': path('src/main/sandbox/thread.ts'),
          sandbox: path('src/main/sandbox/standalone.ts')
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: 'chunks/[name]-[hash].cjs' },
        external: ['bufferutil', 'utf-8-validate']
      }
    }
  },
  preload: {
    build: {
      target: 'node18.15',
      externalizeDeps: false,
      rolldownOptions: { input: { index: path('src/preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } }
    }
  },
  renderer: {
    root: path('src/renderer'),
    resolve: { alias: { '@shared': path('src/shared') } },
    plugins: [react()],
    worker: { format: 'es' },
    // Monaco is one lazy chunk of about 4 MB.
    build: { target: 'chrome114', minify: true, chunkSizeWarningLimit: 6000, rolldownOptions: { input: { index: path('src/renderer/index.html') } } }
  }
})
