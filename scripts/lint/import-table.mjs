// Who may import whom, as a lint rule. ARCHITECTURE.md explains the table; this is the table.
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const SOURCE = resolve(dirname(fileURLToPath(import.meta.url)), '../../src')

/**
 * The first row whose `files` is a prefix of the importing file holds. `own` lists prefixes inside src that it may
 * import besides its own folder; `packages` lists packages, where `node:` stands for all of Node and `*` for any.
 */
const TABLE = [
  { files: 'shared/lib/', own: [], packages: [] },
  { files: 'shared/redis/', own: ['shared/lib/'], packages: [] },
  { files: 'shared/model/', own: ['shared/lib/', 'shared/redis/', 'shared/labs/'], packages: [] },
  { files: 'shared/labs/', own: ['shared/lib/', 'shared/redis/'], packages: ['zod', 'yaml'] },
  { files: 'shared/metrics/', own: ['shared/lib/', 'shared/redis/', 'shared/model/', 'shared/labs/'], packages: [] },
  { files: 'shared/alerts/', own: ['shared/lib/', 'shared/redis/', 'shared/model/', 'shared/labs/', 'shared/metrics/'], packages: [] },
  { files: 'shared/contract/', own: ['shared/'], packages: ['zod', '@orpc/contract'] },

  { files: 'main/core/router/', own: ['main/core/', 'shared/'], packages: ['@orpc/server', 'node:'] },
  { files: 'main/core/create-workbench', own: ['main/core/', 'shared/'], packages: ['node:'] },
  { files: 'main/core/open-first', own: ['main/core/', 'shared/'], packages: [] },
  { files: 'main/core/fault', own: ['shared/'], packages: [] },
  { files: 'main/core/thread-clock', own: ['shared/'], packages: ['node:'] },
  { files: 'main/core/logging/', own: ['shared/'], packages: ['pino', 'node:'] },
  { files: 'main/core/settings/', own: ['main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:', 'zod'] },
  { files: 'main/core/live/', own: ['main/core/logging/', 'shared/'], packages: [] },
  { files: 'main/core/redis/', own: ['main/sandbox/start-built-in-server', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['ioredis', 'node:'] },
  { files: 'main/core/observe/', own: ['main/core/redis/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/queries/', own: ['main/core/redis/', 'main/core/observe/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/actions/', own: ['main/core/redis/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/ledger/', own: ['main/core/fault', 'main/core/thread-clock', 'main/core/logging/', 'shared/'], packages: ['node:', 'node-sqlite3-wasm'] },
  { files: 'main/core/links/', own: ['main/core/redis/dispatcher', 'shared/'], packages: ['node:'] },
  { files: 'main/core/workers/', own: ['main/core/ledger/', 'main/core/links/', 'main/core/thread-clock', 'main/core/redis/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:', 'croner'] },
  { files: 'main/core/intake/', own: ['main/core/workers/enqueue', 'main/core/workers/payload-generator', 'main/core/workers/policies/policy-commands', 'main/core/redis/', 'main/core/live/event-log', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/labs/', own: ['main/core/intake/', 'main/core/ledger/', 'main/core/workers/', 'main/core/redis/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/comparisons/', own: ['main/core/workers/', 'main/core/redis/', 'main/core/live/event-log', 'main/core/logging/', 'main/core/fault', 'shared/'], packages: ['node:'] },
  { files: 'main/core/alerts/', own: ['main/core/live/event-log', 'main/core/fault', 'shared/'], packages: [] },
  { files: 'main/core/metrics/', own: ['main/core/workers/worker-pool', 'main/core/live/event-log', 'shared/'], packages: [] },
  { files: 'main/sandbox/', own: ['shared/lib/'], packages: ['node:'] },
  { files: 'main/hosts/electron/', own: ['main/core/create-workbench', 'main/hosts/shared/', 'shared/'], packages: ['electron', '@orpc/server', 'node:'] },
  { files: 'main/hosts/server/', own: ['main/core/create-workbench', 'main/hosts/shared/', 'shared/'], packages: ['ws', '@orpc/server', 'node:'] },
  { files: 'main/hosts/', own: ['main/core/create-workbench', 'shared/'], packages: ['@orpc/server', 'node:'] },
  { files: 'main/index', own: ['main/hosts/', 'main/core/create-workbench', 'shared/'], packages: ['electron', 'node:'] },
  { files: 'preload/', own: ['shared/'], packages: ['electron'] },

  { files: 'renderer/lib/', own: ['shared/'], packages: ['react'] },
  { files: 'renderer/ui/', own: ['renderer/lib/', 'shared/lib/', 'shared/redis/', 'shared/model/fact'], packages: ['*'] },
  { files: 'renderer/transport/', own: ['shared/', 'preload/host-api'], packages: ['@orpc/client', '@orpc/contract'] },
  { files: 'renderer/store/', own: ['shared/', 'renderer/transport/', 'renderer/lib/'], packages: ['react', 'zustand', '@orpc/client'] },
  { files: 'renderer/features/', own: ['shared/', 'renderer/store/', 'renderer/ui/', 'renderer/lib/', 'renderer/transport/client'], packages: ['*'], features: true },
  { files: 'renderer/', own: ['renderer/', 'shared/'], packages: ['*'] }
]

const PAGE_NEVER = ['electron', 'ioredis', 'ws', 'pino', 'node:']
const TEST_FILE = /\.(test|test-d)\.tsx?$|\/testing\//

/** Path inside src without extension, `/`-separated, or undefined for a package. */
function resolveInside(file, specifier) {
  if (specifier.startsWith('@shared/')) return `shared/${specifier.slice('@shared/'.length)}`
  if (!specifier.startsWith('.')) return undefined
  return relative(SOURCE, resolve(dirname(file), specifier.replace(/\?.*$/, ''))).split(sep).join('/')
}

function packageAllowed(name, allowed) {
  return allowed.some((entry) => entry === '*' || (entry === 'node:' ? name.startsWith('node:') : name === entry || name.startsWith(`${entry}/`)))
}

/** The reason why `inside` may not import the specifier, or undefined. */
export function refuse(file, inside, specifier) {
  const row = TABLE.find((candidate) => inside.startsWith(candidate.files))
  if (row === undefined) return `${inside} is in no row of the import table.`
  const target = resolveInside(file, specifier)
  if (target === undefined) {
    const page = inside.startsWith('renderer/') && packageAllowed(specifier, PAGE_NEVER)
    return page || !packageAllowed(specifier, row.packages) ? `${row.files} may not import the package ${specifier}.` : undefined
  }
  const folder = inside.slice(0, inside.lastIndexOf('/') + 1)
  if (target.startsWith(row.features ? feature(inside) : row.files) || `${target}/`.startsWith(folder)) return undefined
  if (row.own.some((prefix) => `${target}/`.startsWith(prefix) || target.startsWith(prefix))) return undefined
  if (row.features && /^renderer\/features\/[^/]+(\/index)?$/.test(target)) return undefined
  return `${row.files} may not import ${target}.`
}

/** The feature a file belongs to: another feature is reached through its index only. */
function feature(inside) {
  return inside.split('/').slice(0, 3).join('/') + '/'
}

const importTable = {
  create(context) {
    const file = context.filename
    const inside = relative(SOURCE, file).split(sep).join('/')
    if (inside.startsWith('..') || TEST_FILE.test(inside)) return {}
    const check = (node) => {
      const specifier = node.source?.value
      if (typeof specifier !== 'string') return
      const reason = refuse(file, inside, specifier)
      if (reason !== undefined) context.report({ node, message: `${reason} See the import table in ARCHITECTURE.md.` })
    }
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check }
  }
}

export default { meta: { name: 'sluice' }, rules: { 'import-table': importTable } }
