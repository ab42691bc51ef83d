// From the command to an interactive page, built app: the dev-server with Chromium, and the desktop window.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { _electron, chromium, type Page } from 'playwright'
import { ROOT } from './lib/core'
import { CHROMIUM, FLAGS } from './lib/host'
import { median, report } from './lib/report'

const ROUNDS = 5
const ARGUMENTS = ['--sandbox', '--lab', 'orders']

/** Wall-clock time at which the lanes of the lab stood on the screen, asked of the page itself. */
async function interactiveAt(page: Page): Promise<number> {
  await page.waitForFunction(() => document.querySelector('[aria-label="Group webhook-delivery"]') !== null, undefined, { polling: 'raf' })
  return page.evaluate(() => performance.timeOrigin + performance.now())
}

async function startServer(dataFolder: string): Promise<number> {
  const browser = await chromium.launch({ args: FLAGS, ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }) })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const start = Date.now()
  const server = spawn(process.execPath, [join(ROOT, 'out/main/dev-server.cjs'), '--port', '0', '--ready-json', '--no-open', '--data-folder', dataFolder, ...ARGUMENTS], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(createInterface(server.stdout), 'line') as [string]
  await page.goto((JSON.parse(line) as { url: string }).url)
  const took = await interactiveAt(page) - start
  await browser.close()
  server.kill('SIGTERM')
  await once(server, 'exit')
  return took
}

async function startDesktop(dataFolder: string): Promise<number> {
  const runtime = JSON.parse(process.env['SLUICE_ELECTRON'] ?? '{}') as { executable: string; args: string[] }
  const start = Date.now()
  const app = await _electron.launch({ executablePath: runtime.executable, args: ['--no-sandbox', '--disable-gpu', '--lang=en-US', ...runtime.args, ...ARGUMENTS], env: { ...(process.env as Record<string, string>), SLUICE_USER_DATA: dataFolder } })
  const took = await interactiveAt(await app.firstWindow()) - start
  await app.close()
  return took
}

for (const [what, launch, limit] of [['dev-server', startServer, 2000], ['desktop window', startDesktop, 1500]] as const) {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const dataFolder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
    times.push(await launch(dataFolder))
    await rm(dataFolder, { recursive: true, force: true })
  }
  report({ what: `command to interactive page, ${what}`, measured: `median ${Math.round(median(times))} ms, best ${Math.round(Math.min(...times))} ms`, must: `≤ ${limit} ms`, ok: median(times) <= limit })
}
