import { existsSync } from 'node:fs'
import { capture, run, which } from './run.mjs'
import { fail, say } from './say.mjs'

/**
 * What is not on npm. `present` tells without a package manager; Debian's and Homebrew's names follow.
 * A library has no program to look for: there only dpkg can tell, so it is asked for on Debian alone.
 */
const NEEDS = {
  redis: { what: 'a Redis or Valkey server', present: () => which('redis-server') ?? which('valkey-server'), debian: ['redis-server'], brew: 'redis' },
  prometheus: { what: 'Prometheus', present: () => which('prometheus') && which('promtool'), debian: ['prometheus'], brew: 'prometheus' },
  chromium: { what: 'Chromium', present: findChromium, debian: ['chromium'], brew: '--cask chromium' },
  compiler: { what: 'a C compiler', present: () => which('cc'), debian: ['gcc', 'libc6-dev'], brew: 'gcc' },
  hiredis: { what: 'hiredis, the C client, with its headers', present: hasHiredis, debian: ['libhiredis-dev'], brew: 'hiredis' },
  display: { what: 'a virtual display', present: () => process.platform !== 'linux' || process.env.DISPLAY || (which('xvfb-run') && which('xauth')), debian: ['xvfb', 'xauth'] },
  electronLibraries: { what: "Electron's libraries", present: () => process.platform !== 'linux' || !isDebian(), debian: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1'] }
}

/** The browser that the tests drive, or undefined. */
export function findChromium() {
  const named = process.env.SLUICE_CHROMIUM
  if (named !== undefined && existsSync(named)) return named
  const mac = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']
  return which('chromium') ?? which('chromium-browser') ?? which('google-chrome') ?? which('google-chrome-stable') ?? mac.find(existsSync)
}

/** Found as the compiler finds it. */
function hasHiredis() {
  return which('cc') !== undefined && capture('cc', ['-fsyntax-only', '-include', 'hiredis/hiredis.h', '-x', 'c', '/dev/null']).ok
}

function isDebian() {
  return existsSync('/etc/debian_version') && which('dpkg-query') !== undefined
}

function dpkgHas(name) {
  return capture('dpkg-query', ['-W', '-f=${Status}', name]).output.includes('install ok installed')
}

/** Newer releases renamed some libraries with the suffix t64. */
function installedOrRenamed(name) {
  return dpkgHas(name) || dpkgHas(`${name}t64`)
}

function availableName(name) {
  return capture('apt-cache', ['show', `${name}t64`]).ok ? `${name}t64` : name
}

/** Installs what is missing on Debian as root; elsewhere ends with the exact words of what to install. */
export async function ensureSystemPackages(names) {
  const debian = isDebian()
  const missing = names.map((name) => NEEDS[name]).filter((need) => !need.present())
  if (debian && names.includes('electronLibraries') && !NEEDS.electronLibraries.debian.every(installedOrRenamed)) {
    if (!missing.includes(NEEDS.electronLibraries)) missing.push(NEEDS.electronLibraries)
  }
  const wanted = debian ? missing.filter((need) => need !== NEEDS.electronLibraries || !need.debian.every(installedOrRenamed)) : missing
  if (wanted.length === 0) return
  const packages = wanted.flatMap((need) => need.debian).filter((name) => !debian || !installedOrRenamed(name))
  if (debian && process.getuid?.() === 0) return installWithApt(packages)
  const what = wanted.map((need) => need.what).join(', ')
  const brew = wanted.flatMap((need) => (need.brew === undefined ? [] : [need.brew]))
  const how =
    process.platform === 'darwin' ? brew.map((formula) => `brew install ${formula}`).join(' && ')
    : debian ? `sudo apt-get install ${packages.join(' ')}`
    : `with your package manager: ${packages.join(' ')} (Debian's names)`
  fail(`missing: ${what}. Install: ${how}`)
}

async function installWithApt(packages) {
  say(`installing with apt: ${packages.join(' ')}`)
  // RUNLEVEL=1 keeps Debian from starting the servers that it installs: Sluice starts its own.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const lock = ['-qq', '-o', 'DPkg::Lock::Timeout=300']
  const updated = await run('apt-get', [...lock, 'update'], { env, quiet: true })
  const names = packages.map((name) => (name.startsWith('lib') ? availableName(name) : name))
  const installed = await run('apt-get', [...lock, 'install', '-y', '--no-install-recommends', ...names], { env: env, stdio: ['ignore', 'ignore', 'inherit'] })
  if (updated !== 0 || installed !== 0) fail(`apt could not install ${packages.join(' ')}; its words are above.`)
}
