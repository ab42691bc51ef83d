import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'

const OLDEST_NODE = [20, 19]

/** Node is new enough, and node_modules is what package-lock.json says: `npm ci` when it is not. */
export async function ensureDependencies(root) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    fail(`Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}. Install it from nodejs.org, then run this again.`)
  }
  const installed = join(root, 'node_modules', '.package-lock.json')
  const wanted = join(root, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return
  say('installing dependencies with npm ci')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await run(npm, ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, quiet: true, shell: process.platform === 'win32' })
  if (code !== 0) fail('npm ci failed; its words are above. Check the network and the npm registry settings, then run this again.')
}
