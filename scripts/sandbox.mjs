// npm run sandbox: builds if needed and runs the sandbox server alone in this process, so that its pid is this one.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureBuild } from './lib/ensure-build.mjs'
import { ensureDependencies } from './lib/ensure-dependencies.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
await ensureDependencies(root)
await ensureBuild(root)
createRequire(import.meta.url)(join(root, 'out', 'main', 'sandbox.cjs'))
