import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from 'playwright/test'
import { tour } from '../fixtures/tour'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

/** A page of somebody else on this machine. */
async function servePage(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' })
    response.end('<!doctype html><title>stranger</title><h1>stranger</h1>')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** What our server answered to the stranger's page and to what it opened. */
function record(context: BrowserContext, origin: string, own: Page): { url: string; status: number }[] {
  const answers: { url: string; status: number }[] = []
  context.on('response', (response) => {
    // Our own page stays where it is meanwhile; a navigation has no frame yet that could be asked.
    const isOwn = !response.request().isNavigationRequest() && response.frame().page() === own
    if (response.url().startsWith(origin) && !isOwn) answers.push({ url: response.url(), status: response.status() })
  })
  return answers
}

/** Everything a page can try without being let in. Gives what it got hold of. */
async function attack(stranger: Page, target: string, script: string, socket: string): Promise<string[]> {
  return stranger.evaluate(async ({ target, script, socket }) => {
    const loot: string[] = []
    const read = async (name: string, url: string, init: RequestInit): Promise<void> => {
      try {
        const response = await fetch(url, init)
        const text = await response.text()
        if (text !== '') loot.push(`${name}: ${text.slice(0, 80)}`)
      } catch {
        // Refused by the browser: as it should be.
      }
    }
    await read('fetch', target, { credentials: 'include' })
    await read('fetch without cors', target, { mode: 'no-cors', credentials: 'include' })
    await read('post', target, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}', headers: { 'Content-Type': 'text/plain' } })
    await read('json', target, { method: 'POST', credentials: 'include', body: '{}', headers: { 'Content-Type': 'application/json' } })
    const load = (element: HTMLScriptElement | HTMLImageElement | HTMLLinkElement): Promise<boolean> => new Promise((resolve) => {
      element.addEventListener('load', () => resolve(true))
      element.addEventListener('error', () => resolve(false))
      document.body.append(element)
    })
    for (const type of ['text/javascript', 'module']) {
      if (await load(Object.assign(document.createElement('script'), { src: script, type }))) loot.push(`script ${type}`)
    }
    if (await load(Object.assign(document.createElement('img'), { src: target }))) loot.push('image')
    if (await load(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: target }))) loot.push('stylesheet')
    const opened = await new Promise<boolean>((resolve) => {
      const attempt = new WebSocket(socket, ['sluice', 'sluice.token.guess'])
      attempt.addEventListener('open', () => resolve(true))
      attempt.addEventListener('error', () => resolve(false))
    })
    if (opened) loot.push('socket')
    const frame = document.createElement('iframe')
    frame.src = target
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve)
      document.body.append(frame)
    })
    try {
      if ((frame.contentDocument?.body.textContent ?? '') !== '') loot.push('frame')
    } catch {
      // Another origin: nothing of it can be read.
    }
    return loot
  }, { target, script, socket })
}

test('a stranger’s page gets nothing, though it knows where we are and our cookie may come along', async ({ openWorkbench }) => {
  const { page, server, errors } = await openWorkbench({ args: ['--sandbox', '--lab', 'orders'] })
  const origin = server?.origin ?? ''
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()
  const base = page.url()
  const script = await page.locator('script[src]').last().evaluate((element) => (element instanceof HTMLScriptElement ? element.src : ''))
  expect(script.startsWith(base)).toBe(true)
  const foreign = await servePage()
  const { port } = foreign.address() as AddressInfo
  const context = page.context()
  const answers = record(context, origin, page)
  try {
    for (const [host, target] of [['127.0.0.1', `${origin}/`], ['127.0.0.1', base], ['localhost', base]] as const) {
      const stranger = await context.newPage()
      await stranger.goto(`http://${host}:${port}/`)
      expect(await attack(stranger, target, script, `${base.replace('http', 'ws')}socket`)).toEqual([])
      for (const frame of stranger.frames().slice(1)) await expect(frame.getByRole('navigation')).toHaveCount(0)

      // Opened as a window, it shows how to get in, and its opener has no hold of it.
      const popping = context.waitForEvent('page')
      const handle = await stranger.evaluateHandle((url) => window.open(url), target)
      const popup = await popping
      await popup.waitForLoadState()
      await expect(popup.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
      await expect(popup.locator('body')).toContainText(/link/i)
      expect(await handle.evaluate((opened) => opened === null || opened.closed)).toBe(true)
      await popup.close()

      // A form takes the whole page there; what it lands on is a refusal.
      await stranger.evaluate((url) => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: url })
        document.body.append(form)
        form.submit()
      }, target)
      await stranger.waitForURL((url) => url.href === target)
      await expect(stranger.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
      await stranger.close()
    }
  } finally {
    foreign.close()
  }
  // Answers that the browser withheld from the page are not told to us either; windows, frames and forms are.
  expect(answers.length).toBeGreaterThanOrEqual(8)
  context.removeAllListeners('response')
  expect(answers.filter(({ status }) => status < 400)).toEqual([])
  // Refusals are not failures of a secret: the person's own page still works, and can be loaded again.
  await page.reload()
  await expect(workbench.consumer('wd-1')).toBeVisible()
  expect(errors).toEqual([])
})

test('our own page breaks none of its own rules', async ({ openWorkbench }) => {
  const { page, errors } = await openWorkbench({ args: ['--sandbox', '--lab', 'orders'] })
  const violations: string[] = []
  const asked: string[] = []
  await page.exposeFunction('reportViolation', (text: string) => void violations.push(text))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) => {
      const report: unknown = Reflect.get(window, 'reportViolation')
      if (typeof report === 'function') report(`${violation.effectiveDirective} ${violation.blockedURI} ${violation.sample}`)
    })
  })
  page.on('request', (request) => asked.push(request.url()))
  await page.reload()
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await tour(workbench)
  await workbench.open('Publish')
  await page.getByRole('radio', { name: 'One JSON field' }).click()
  await expect(page.locator('.monaco-editor').first()).toBeVisible()
  expect(violations).toEqual([])
  const origin = new URL(page.url()).origin
  expect(asked.filter((url) => !url.startsWith(origin) && !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([])
  expect(errors).toEqual([])
})
