// npm test: lint, types, unit and property tests, build, journeys on both hosts. Ends with one line of sums.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'
import { ensureSystemPackages } from './lib/ensure-system-packages.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const results = join(root, '.ci-results')
const node = (...path) => [process.execPath, join(root, 'node_modules', ...path)]

await ensureDependencies(root)
await ensureSystemPackages(['redis', 'prometheus', 'chromium', 'display', 'electronLibraries'])
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

let passed = 0
let failed = 0
const startedAt = Date.now()

async function step(name, [command, ...args], env = {}) {
  say(`${name} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
  const code = await run(command, args, { cwd: root, env: { ...process.env, ...env } })
  return code === 0
}

/** Lint and types count as one test each: they pass or fail as a whole. */
async function check(name, command) {
  if (await step(name, command)) passed += 1
  else failed += 1
}

function readReport(file) {
  const path = join(results, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

await check('lint', [...node('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'])
await check('types', [...node('typescript', 'bin', 'tsc'), '-b'])

const unitOk = await step('unit and property tests', [...node('vitest', 'vitest.mjs'), 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${join(results, 'unit.json')}`])
const unit = readReport('unit.json')
passed += unit?.numPassedTests ?? 0
failed += unit?.numFailedTests ?? 0
if (!unitOk && (unit?.numFailedTests ?? 0) === 0) failed += 1

const e2eOk = await step('journeys on both hosts', [process.execPath, join(root, 'scripts', 'e2e.mjs'), '--reporter=line,json'], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: join(results, 'e2e.json')
})
const e2e = readReport('e2e.json')?.stats
passed += (e2e?.expected ?? 0) + (e2e?.flaky ?? 0)
failed += e2e?.unexpected ?? 0
if (!e2eOk && (e2e?.unexpected ?? 0) === 0) failed += 1

const line = `tests: ${passed} passed, ${failed} failed`
writeFileSync(join(results, 'summary.txt'), `${line}\n`)
say(`took ${Math.round((Date.now() - startedAt) / 1000)} s`)
process.stdout.write(`${line}\n`)
process.exitCode = failed === 0 ? 0 : 1
