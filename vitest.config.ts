import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'src/shared') } },
  test: {
    // Tests of real servers mostly wait for them: three at once keep two cores at work.
    maxWorkers: 3,
    // Styles are left empty in tests, but for the colours, whose contrast is tested.
    css: { include: [/tokens\.css/] },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Threads, sockets and timers of a real server now and then come in an order that nobody foresaw. What passes the second time is listed as such; what is wrong by itself fails twice.
    retry: 1,
    setupFiles: ['scripts/lib/seed-properties.mjs'],
    projects: [
      // Files of the node side keep nothing in modules: one after the other in one process, most of a run would else be the reading of the same code.
      { extends: true, test: { name: 'node', environment: 'node', isolate: false, include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs'] } },
      { extends: true, test: { name: 'page', environment: 'happy-dom', include: ['src/renderer/**/*.test.tsx'] } }
    ]
  }
})
