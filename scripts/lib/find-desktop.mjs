import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { say } from './say.mjs'

/** Why there can be no window here, or undefined. */
export function whyNoDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return undefined
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}

function executableIn(dist) {
  const name = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron'
  const path = join(dist, name)
  return existsSync(path) ? path : undefined
}

/** The Electron to open the window with: named by ELECTRON_OVERRIDE_DIST_PATH, installed, or fetched by its own installer. */
export function findElectron(root) {
  const named = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (named !== undefined) return executableIn(named)
  const folder = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'))
  const present = executableIn(join(folder, 'dist'))
  if (present !== undefined || process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return present
  say('fetching the Electron runtime (once, about 120 MB)')
  spawnSync(process.execPath, [join(folder, 'install.js')], { cwd: root, stdio: 'ignore', timeout: 300_000, killSignal: 'SIGKILL' })
  return executableIn(join(folder, 'dist'))
}

/** Chromium refuses to run its sandbox as root; a person who is root on purpose still wants the window. */
export function electronFlags() {
  const flags = ['--lang=en-US']
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    say('running as root: the window runs without the Chromium sandbox')
    flags.push('--no-sandbox')
  }
  return flags
}
