// npm run desktop: the desktop window, or a clear word why there can be none.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './lib/ensure-build.mjs'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'
import { electronFlags, findElectron, whyNoDisplay } from './lib/find-desktop.mjs'
import { run } from './lib/run.mjs'
import { fail } from './lib/say.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const noDisplay = whyNoDisplay()
if (noDisplay !== undefined) fail(`no desktop window: ${noDisplay}. Use "npm run serve" and open its URL in a browser.`)
await ensureDependencies(root)
const electron = findElectron(root)
if (electron === undefined) fail('no desktop window: the Electron runtime could not be fetched. Check the network or set ELECTRON_OVERRIDE_DIST_PATH, or use "npm run serve".')
await ensureBuild(root)
process.exitCode = await run(electron, [...electronFlags(), root, ...process.argv.slice(2)])
