import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createWorkbench } from '../../core/create-workbench'
import { toHostName } from '../shared/host-name'
import { createOpenIntake } from '../shared/intake-server'
import { createOpenService } from '../shared/service-server'
import { PortTaken } from '../shared/listen-on-loopback'
import { REDIS_URL_VARIABLE } from '../shared/start-options'
import { readStaticFiles } from '../shared/static-files'
import { systemClock } from '../shared/system-clock'
import { writeLine } from '../shared/write-line'
import { usualDataFolder } from './data-folder'
import { createHttpServer, type WebHost } from './http-server'
import { openBrowser } from './open-browser'
import { readScrapeToken } from './scrape-token-file'
import { parseServerArguments, USAGE, type ServerArguments } from './server-arguments'

/** The line of JSON waits so long for the labs, so that a server that never comes does not hold it back. Milliseconds. */
const LABS_MS = 10_000
const createSecret = (): string => randomBytes(32).toString('base64url')
/** A process that does not end by then is ended. */
const SHUTDOWN_MS = 4_500

/** Entry of the web host: Node only, nothing of Electron. stdout is for the answer to the person; all else goes to stderr. */
async function main(): Promise<void> {
  const parsed = parseServerArguments(process.argv.slice(2), process.env)
  // Programs that the workbench starts must not inherit a password.
  delete process.env[REDIS_URL_VARIABLE]
  switch (parsed.kind) {
    case 'help':
      console.log(USAGE)
      return
    case 'wrong':
      writeLine(parsed.problem)
      console.error(USAGE)
      process.exitCode = 2
      return
    case 'run':
      return run(parsed.arguments)
  }
}

async function run({ port, readyJson, scrapeTokenFile, openBrowser: mayOpen, dataFolder, start, warning }: ServerArguments): Promise<void> {
  if (warning !== undefined) writeLine(warning)
  const disposers: (() => Promise<void>)[] = []
  const dispose = async (): Promise<void> => {
    for (const disposeOne of [...disposers].reverse()) await disposeOne()
  }
  endOnSignal(dispose)
  try {
    // A bad file is told before anything is started.
    const scrapeToken = scrapeTokenFile === undefined ? createSecret() : await readScrapeToken(scrapeTokenFile)
    const { version } = JSON.parse(await readFile(join(__dirname, '../../package.json'), 'utf8')) as { version: string }
    const starting = createWorkbench({
      host: 'server',
      version,
      dataFolder: dataFolder ?? usualDataFolder(process.platform, process.env),
      threadFile: join(__dirname, 'worker-thread.cjs'),
      ledgerThreadFile: join(__dirname, 'ledger-thread.cjs'),
      sandboxThreadFile: join(__dirname, 'sandbox-thread.cjs'),
      clock: systemClock,
      random: Math.random,
      hostName: start.hostName ?? toHostName(),
      start,
      tell: writeLine,
      openIntake: createOpenIntake(createSecret),
      openService: createOpenService(createSecret)
    })
    // A signal may come while it starts, and its server must go then too.
    disposers.push(async () => (await starting).dispose())
    const files = await readStaticFiles(join(__dirname, '../renderer'))
    const workbench = await starting
    const host = await createHttpServer({
      port,
      files,
      router: workbench.router,
      onLeave: () => workbench.leave(),
      clock: systemClock,
      createSecret,
      scrape: { token: scrapeToken, metrics: workbench.metrics }
    })
    disposers.push(() => host.dispose())
    const link = host.createLink()
    if (readyJson) console.log(JSON.stringify({ ready: true, url: link, pid: process.pid, ...(scrapeTokenFile === undefined && { scrapeToken }), labs: await workbench.startedLabs(LABS_MS) }))
    else console.log(`Sluice is ready: ${link}`)
    offerFreshLinks(host)
    // The browser gets a link of its own, so that the printed one still opens.
    if (mayOpen && !await openBrowser(host.createLink())) writeLine('No browser could be opened here.')
  } catch (error) {
    await dispose()
    throw error
  }
}

/** A link opens once. Another one is printed for Enter in the terminal, or for SIGUSR2 where there is none. */
function offerFreshLinks(host: WebHost): void {
  const print = (): void => writeLine(`A fresh link: ${host.createLink()}`)
  if (process.platform !== 'win32') process.on('SIGUSR2', print)
  if (!process.stdin.isTTY) return
  writeLine('Each link opens once. Press Enter for a fresh one, Ctrl+C to end.')
  createInterface({ input: process.stdin }).on('line', print)
}

function endOnSignal(dispose: () => Promise<void>): void {
  let ending = false
  const end = (): void => {
    if (ending) {
      writeLine('Ended at once. Entries that workers held stay pending.')
      process.exit(1)
    }
    ending = true
    setTimeout(() => {
      writeLine('Some parts did not end in time. Entries that workers held stay pending.')
      process.exit(1)
    }, SHUTDOWN_MS)
    dispose().then(() => process.exit(0), (error: unknown) => {
      writeLine(`Ending failed: ${describe(error)}`)
      process.exit(1)
    })
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  // The terminal was closed: the sandbox's server is in a group of its own and would stay.
  process.on('SIGHUP', end)
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error')

main().catch((error: unknown) => {
  writeLine(error instanceof PortTaken ? `${error.message} Choose another with --port, or end that program.` : `Sluice could not start: ${describe(error)}`)
  process.exit(1)
})
