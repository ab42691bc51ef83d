import { defineConfig } from 'playwright/test'

/** The same specs on both hosts; `specs-server` holds what concerns the dev-server alone, `specs-electron` the window. */
export default defineConfig({
  outputDir: '../test-results',
  // One of each host at a time: while one waits for a minute to pass, the other goes on. Two windows would fight for the focus.
  workers: 2,
  timeout: 120_000,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  expect: { timeout: 15_000 },
  use: { actionTimeout: 20_000, trace: 'retain-on-failure', screenshot: 'only-on-failure' },
  projects: [
    { name: 'electron', workers: 1, testMatch: ['specs/**/*.spec.ts', 'specs-electron/**/*.spec.ts'] },
    { name: 'browser', workers: 1, testMatch: ['specs/**/*.spec.ts', 'specs-server/**/*.spec.ts'] }
  ]
})
