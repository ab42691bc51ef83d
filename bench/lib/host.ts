import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { createHttpServer } from '../../src/main/hosts/server/http-server'
import { readStaticFiles } from '../../src/main/hosts/shared/static-files'
import { systemClock } from '../../src/main/hosts/shared/system-clock'
import { ROOT, type openCore } from './core'

export const CHROMIUM = [process.env['SLUICE_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path !== undefined && existsSync(path))
export const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=en-US']

/** Serves a core in this process to a real browser and opens its page, as a person would have it open. */
export async function openPage(core: Awaited<ReturnType<typeof openCore>>): Promise<{ page: Page; close: () => Promise<void> }> {
  const host = await createHttpServer({
    port: 0,
    files: await readStaticFiles(join(ROOT, 'out/renderer')),
    router: core.router,
    onLeave: () => undefined,
    clock: systemClock,
    createSecret: () => randomBytes(32).toString('base64url')
  })
  const browser = await chromium.launch({ args: FLAGS, ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }) })
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(host.createLink())
  await page.getByRole('main', { name: 'Flow' }).waitFor()
  return {
    page,
    async close() {
      await browser.close()
      await host.dispose()
    }
  }
}
