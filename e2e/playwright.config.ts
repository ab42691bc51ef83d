import { defineConfig } from 'playwright/test'

/**
 * Journeys that wait for minutes to pass. On one host they take a test run as long as it may take, so the window has them when it is asked for
 * all: `SLUICE_E2E=all npm run e2e`.
 */
const LONG = ['specs/comparisons.spec.ts', 'specs/faults.spec.ts', 'specs/health.spec.ts', 'specs/high-rate.spec.ts', 'specs/links.spec.ts'].map((spec) => `**/${spec}`)
const all = process.env['SLUICE_E2E'] === 'all'

/** The same specs on both hosts; `specs-server` holds what concerns the dev-server alone, `specs-electron` the window. */
export default defineConfig({
  outputDir: '../test-results',
  workers: 1,
  timeout: 120_000,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  expect: { timeout: 15_000 },
  // A trace of every step costs a good part of two cores: it is for looking into a failure that is known.
  use: { actionTimeout: 20_000, trace: process.env['SLUICE_TRACE'] === '1' ? 'retain-on-failure' : 'off', screenshot: 'only-on-failure' },
  projects: [
    { name: 'electron', testMatch: ['specs/**/*.spec.ts', 'specs-electron/**/*.spec.ts'], testIgnore: all ? [] : LONG },
    { name: 'browser', testMatch: ['specs/**/*.spec.ts', 'specs-server/**/*.spec.ts'] }
  ]
})
