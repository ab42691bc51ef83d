import { defineConfig } from 'playwright/test'

const specs = (...names: string[]): string[] => names.map((name) => `**/specs/${name}.spec.ts`)

/**
 * Every journey on both hosts takes longer than a test run may. In one, these are on both, the built-in sandbox in the window, and all others on
 * the dev-server.
 * `SLUICE_E2E=all npm run e2e` has each of them on both.
 */
const ON_BOTH = specs('accessibility', 'main-journey', 'screenshots', 'each-lab', 'intake', 'labs', 'policies')
const IN_THE_WINDOW = specs('built-in-sandbox')
/**
 * Alerts, suggestions and idle limits come after minutes of the server's own time: these hardly work, and wait beside the others. They take about as
 * long as those in the window, so that the two hosts are hardly ever at work at once. Never two windows: one would move the other's pointer.
 */
const WAITING = specs('health', 'links')
const all = process.env['SLUICE_E2E'] === 'all'
const alone = { workers: 1 }

/** The same specs on both hosts; `specs-server` holds what concerns the dev-server alone, `specs-electron` the window. */
export default defineConfig({
  outputDir: '../test-results',
  workers: 2,
  timeout: 120_000,
  // A window that never came, once in some hundred starts, says nothing of a journey. One that passes the second time is listed as flaky.
  retries: 1,
  forbidOnly: true,
  reporter: 'list',
  expect: { timeout: 15_000 },
  // A trace of every step costs a good part of two cores: it is for looking into a failure that is known.
  use: { actionTimeout: 20_000, trace: process.env['SLUICE_TRACE'] === '1' ? 'retain-on-failure' : 'off', screenshot: 'only-on-failure' },
  projects: [
    { name: 'browser, waiting', ...alone, testMatch: WAITING },
    { name: 'electron', ...alone, testMatch: [...(all ? ['specs/**/*.spec.ts'] : [...ON_BOTH, ...IN_THE_WINDOW]), 'specs-electron/**/*.spec.ts'] },
    { name: 'browser', ...alone, testMatch: ['specs/**/*.spec.ts', 'specs-server/**/*.spec.ts'], testIgnore: [...WAITING, ...(all ? [] : IN_THE_WINDOW)] }
  ]
})
