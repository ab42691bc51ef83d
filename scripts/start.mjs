// npm start: the workbench on a sandbox, for which no Redis need be installed, with the lab `orders` running; a window where there can be one, else the URL.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './lib/ensure-build.mjs'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'
import { electronFlags, findElectron, whyNoDisplay } from './lib/find-desktop.mjs'
import { run } from './lib/run.mjs'
import { say } from './lib/say.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const lab = ['--sandbox', '--lab', 'orders', ...process.argv.slice(2)]

await ensureDependencies(root)
await ensureBuild(root)

const noDisplay = whyNoDisplay()
const electron = noDisplay === undefined ? findElectron(root) : undefined
if (electron !== undefined) process.exitCode = await run(electron, [...electronFlags(), root, ...lab])
else {
  say(`no desktop window: ${noDisplay ?? 'the Electron runtime could not be fetched'}. Starting the dev-server instead.`)
  process.argv = [...process.argv.slice(0, 2), ...lab]
  const { createRequire } = await import('node:module')
  createRequire(import.meta.url)(join(root, 'out', 'main', 'dev-server.cjs'))
}
