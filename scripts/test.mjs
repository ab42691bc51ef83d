// npm test: lint, types, unit and property tests, build, journeys on both hosts. Ends with one line of sums.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'
import { ensureSystemPackages } from './lib/ensure-system-packages.mjs'
import { OUTCOME_FILE, readOutcome } from './lib/outcome.mjs'
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
const failed = []
const flaky = []
const startedAt = Date.now()

async function step(name, [command, ...args], env = {}) {
  say(`${name} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
  const code = await run(command, args, { cwd: root, env: { ...process.env, ...env } })
  return code === 0
}

/** Lint and types count as one test each: they pass or fail as a whole. */
async function check(name, command) {
  if (await step(name, command)) passed += 1
  else failed.push(name)
}

async function tests(name, file, command) {
  const path = join(results, file)
  const outcome = readOutcome(path, await step(name, command, { [OUTCOME_FILE]: path }), name)
  passed += outcome.passed
  failed.push(...outcome.failed)
  flaky.push(...outcome.flaky)
}

const reporter = (name) => join(root, 'scripts', 'lib', `${name}-outcome.mjs`)

await check('lint', [...node('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'])
await check('types', [...node('typescript', 'bin', 'tsc'), '-b'])
await tests('unit and property tests', 'unit.json', [...node('vitest', 'vitest.mjs'), 'run', '--reporter=dot', `--reporter=${reporter('vitest')}`])
await tests('journeys on both hosts', 'e2e.json', [process.execPath, join(root, 'scripts', 'e2e.mjs'), `--reporter=line,${reporter('playwright')}`])

// Thousands of lines may stand above: what a reader looks for is said once more at the end.
for (const name of flaky) say(`passed when run once more: ${name}`)
for (const name of failed) say(`failed: ${name}`)
const line = `tests: ${passed} passed, ${failed.length} failed`
writeFileSync(join(results, 'summary.txt'), `${line}\n`)
say(`took ${Math.round((Date.now() - startedAt) / 1000)} s`)
process.stdout.write(`${line}\n`)
process.exitCode = failed.length === 0 ? 0 : 1
