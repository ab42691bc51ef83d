import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.mjs'
import { fail, say } from './say.mjs'

function newestChange(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestChange(join(path, name))), stat.mtimeMs)
}

/** Builds into `out` when it is missing or older than any source. */
export async function ensureBuild(root) {
  const built = join(root, 'out', 'main', 'dev-server.cjs')
  const page = join(root, 'out', 'renderer', 'index.html')
  const sources = ['src', 'electron.vite.config.ts', 'package-lock.json'].map((name) => join(root, name))
  const newest = Math.max(...sources.map(newestChange))
  if (existsSync(built) && existsSync(page) && Math.min(statSync(built).mtimeMs, statSync(page).mtimeMs) >= newest) return
  say('building')
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const code = await run(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: root, quiet: true })
  if (code !== 0) fail('the build failed; its words are above.')
}
