// npm run e2e [-- playwright arguments]: the journeys on both hosts, under a virtual display where there is none.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './lib/ensure-build.mjs'
import { ensureSystemPackages } from './lib/ensure-system-packages.mjs'
import { run } from './lib/run.mjs'
import { findElectronRuntime } from './electron-runtime.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
await ensureSystemPackages(['redis', 'chromium', 'display', 'electronLibraries'])
await ensureBuild(root)
const runtime = await findElectronRuntime(root)
const playwright = [process.execPath, join(root, 'node_modules', 'playwright', 'cli.js'), 'test', '-c', join(root, 'e2e', 'playwright.config.ts'), ...process.argv.slice(2)]
const [command, ...args] =
  // The pointer of a display without a person stands in its middle. On so large a one that is beside the windows, which else take it for somebody's.
  process.platform === 'linux' && !process.env.DISPLAY ? ['xvfb-run', '-a', '-s', '-screen 0 3200x2000x24', ...playwright] : playwright
process.exitCode = await run(command, args, { cwd: root, env: { ...process.env, SLUICE_ELECTRON: JSON.stringify(runtime) } })
