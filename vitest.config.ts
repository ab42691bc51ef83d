import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { alias: { '@shared': resolve(import.meta.dirname, 'src/shared') } },
  test: {
    // Tests that start servers share two cores with them.
    maxWorkers: 2,
    // Styles are left empty in tests, but for the colours, whose contrast is tested.
    css: { include: [/tokens\.css/] },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'node', environment: 'node', include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs'] } },
      { extends: true, test: { name: 'page', environment: 'happy-dom', include: ['src/renderer/**/*.test.tsx'] } }
    ]
  }
})
