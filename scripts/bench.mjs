// npm run bench [-- name …]: measures what Sluice must reach, and prints one table. Ratios are taken within one run.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { ensureBuild } from './lib/ensure-build.mjs'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'
import { ensureSystemPackages } from './lib/ensure-system-packages.mjs'
import { findElectronRuntime } from './electron-runtime.mjs'
import { run } from './lib/run.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
await ensureDependencies(root)
const wanted = process.argv.slice(2)
const names = readdirSync(join(root, 'bench')).filter((file) => file.endsWith('.bench.ts')).map((file) => file.replace('.bench.ts', ''))
const chosen = names.filter((name) => wanted.length === 0 || wanted.some((word) => name.includes(word)))
await ensureSystemPackages(['redis', 'chromium', 'display', 'electronLibraries', ...(chosen.includes('high-rate') ? ['compiler', 'hiredis'] : [])])
await ensureBuild(root)

const folder = join(root, 'node_modules', '.cache', 'sluice-bench')

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: { alias: { '@shared': join(root, 'src/shared') } },
  build: {
    ssr: true,
    outDir: folder,
    emptyOutDir: true,
    rollupOptions: { input: Object.fromEntries(chosen.map((name) => [name, join(root, 'bench', `${name}.bench.ts`)])), output: { entryFileNames: '[name].mjs' } }
  }
})

const env = { ...process.env, SLUICE_ROOT: root, SLUICE_ELECTRON: JSON.stringify(await findElectronRuntime(root)) }
let failures = 0
for (const name of chosen) {
  const script = [process.execPath, join(folder, `${name}.mjs`)]
  const [command, ...args] = process.platform === 'linux' && !process.env.DISPLAY ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', ...script] : script
  if ((await run(command, args, { cwd: root, env })) !== 0) failures += 1
}
process.exitCode = failures === 0 ? 0 : 1
