// From the command to an interactive page, built app: the dev-server with Chromium, and the desktop window.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, type Page } from 'playwright'
import { WebSocket } from 'ws'
import { systemClock } from '../src/main/hosts/shared/system-clock'
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

/** Asks a page over the DevTools protocol alone: a test runner's own start-up would be counted as ours. */
async function askDesktopPage(port: string, expression: string): Promise<number> {
  for (;;) {
    const pages = await fetch(`http://127.0.0.1:${port}/json/list`).then((answer) => answer.json() as Promise<{ type: string; webSocketDebuggerUrl?: string }[]>).catch(() => [])
    const address = pages.find((page) => page.type === 'page')?.webSocketDebuggerUrl
    // No page yet, or one that our own page has just replaced: ask again.
    const answer = address === undefined ? undefined : await evaluate(address, expression)
    if (answer !== undefined) return answer
    await systemClock.sleep(10)
  }
}

async function evaluate(address: string, expression: string): Promise<number | undefined> {
  const socket = new WebSocket(address)
  await once(socket, 'open')
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, awaitPromise: true, returnByValue: true } }))
  const [message] = await once(socket, 'message') as [Buffer]
  socket.close()
  return (JSON.parse(message.toString()) as { result?: { result?: { value?: number } } }).result?.result?.value
}

async function startDesktop(dataFolder: string): Promise<number> {
  const runtime = JSON.parse(process.env['SLUICE_ELECTRON'] ?? '{}') as { executable: string; args: string[] }
  const start = Date.now()
  const app = spawn(runtime.executable, ['--no-sandbox', '--disable-gpu', '--lang=en-US', '--remote-debugging-port=0', ...runtime.args, ...ARGUMENTS], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, SLUICE_USER_DATA: dataFolder }
  })
  let port: string | undefined
  for await (const line of createInterface(app.stderr)) {
    port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]
    if (port !== undefined) break
  }
  app.stderr.resume()
  const at = await askDesktopPage(port ?? '', `new Promise((resolve) => {
    const look = () => document.querySelector('[aria-label="Group webhook-delivery"]') === null ? requestAnimationFrame(look) : resolve(performance.timeOrigin + performance.now())
    look()
  })`)
  app.kill('SIGTERM')
  await once(app, 'exit')
  return at - start
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
