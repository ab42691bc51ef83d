import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OUTCOME_FILE, readOutcome } from './outcome.mjs'

const root = resolve(import.meta.dirname, '..', '..')
let folder
let outcomeFile

beforeEach(() => {
  // Inside the project, whose packages its files then find.
  mkdirSync(join(root, '.ci-results'), { recursive: true })
  folder = mkdtempSync(join(root, '.ci-results', 'outcome-'))
  outcomeFile = join(folder, 'outcome.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Three tests, one of which passes the second time, and a file that cannot be loaded. */
function writeTests(library, extension) {
  writeFileSync(join(folder, `three.${extension}`), `import { existsSync, writeFileSync } from 'node:fs'
    import { test } from '${library}'
    test('passes', () => {})
    test('fails', () => { throw new Error('no') })
    test('passes the second time', () => {
      const mark = ${JSON.stringify(join(folder, 'mark'))}
      if (existsSync(mark)) return
      writeFileSync(mark, '')
      throw new Error('not yet')
    })`)
  writeFileSync(join(folder, `broken.${extension}`), "throw new Error('cannot be loaded')")
}

/** Runs one of our packages' programs; resolves with whether it ended with 0. */
function run(path, ...args) {
  const env = { PATH: process.env.PATH, [OUTCOME_FILE]: outcomeFile }
  return new Promise((done) => execFile(process.execPath, [join(root, 'node_modules', ...path), ...args], { cwd: root, env }, (error) => done(error === null)))
}

test('of vitest: each failed and each flaky test by its name, and a file that cannot be loaded', async () => {
  writeTests('vitest', 'case.mjs')
  writeFileSync(join(folder, 'vitest.config.mjs'), "export default { test: { include: ['*.case.mjs'], retry: 1 } }")
  const ok = await run(['vitest', 'vitest.mjs'], 'run', '--root', folder, `--reporter=${join(root, 'scripts', 'lib', 'vitest-outcome.mjs')}`)
  const outcome = readOutcome(outcomeFile, ok, 'unit')
  expect({ ok, ...outcome, failed: outcome.failed.toSorted() }).toEqual({
    ok: false, passed: 2, failed: ['broken.case.mjs, as a whole', 'three.case.mjs › fails'], flaky: ['three.case.mjs › passes the second time']
  })
})

test('of Playwright: each failed and each flaky journey by its name', async () => {
  writeTests('playwright/test', 'spec.mjs')
  rmSync(join(folder, 'broken.spec.mjs'))
  writeFileSync(join(folder, 'playwright.config.mjs'), "export default { retries: 1, outputDir: 'results', projects: [{ name: 'host' }] }")
  const ok = await run(['playwright', 'cli.js'], 'test', '-c', join(folder, 'playwright.config.mjs'), `--reporter=${join(root, 'scripts', 'lib', 'playwright-outcome.mjs')}`)
  expect({ ok, ...readOutcome(outcomeFile, ok, 'journeys') }).toEqual({
    ok: false, passed: 2, failed: ['host › three.spec.mjs › fails'], flaky: ['host › three.spec.mjs › passes the second time']
  })
})

test('a run that ended badly without a failed test, or before it could say anything, failed as a whole', () => {
  expect(readOutcome(outcomeFile, true, 'unit').failed).toEqual(['unit, as a whole: see above'])
  writeFileSync(outcomeFile, JSON.stringify({ passed: 3, failed: [], flaky: [] }))
  expect(readOutcome(outcomeFile, false, 'unit')).toEqual({ passed: 3, failed: ['unit, as a whole: see above'], flaky: [] })
  expect(readOutcome(outcomeFile, true, 'unit')).toEqual({ passed: 3, failed: [], flaky: [] })
})
