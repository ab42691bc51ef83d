import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tour } from '../fixtures/tour'
import { desktopCommand, expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

test('the page has nothing but the page: no Node, no way out, no second window', async ({ openWorkbench, startServer, dataFolder }) => {
  const server = await startServer()
  const { page, app, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await expect(workbench.consumer('wd-1')).toBeVisible()
  const home = page.url()
  expect(home).toMatch(/^app:\/\//)

  await test.step('E1–E4 a sandboxed renderer', async () => {
    const found = await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in globalThis))
    expect(found).toEqual([])
    const preferences = await app?.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      // Electron's types leave it out; it is there for exactly this.
      const read: unknown = contents === undefined ? undefined : Reflect.get(contents, 'getLastWebPreferences')
      return typeof read === 'function' ? JSON.stringify(Reflect.apply(read, contents, [])) : '{}'
    })
    expect(JSON.parse(preferences ?? '{}')).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true })
  })

  await test.step('E12 no window of any kind', async () => {
    expect(await page.evaluate((url) => [window.open(url), window.open('app://sluice/'), window.open('about:blank')].every((opened) => opened === null), `http://127.0.0.1:${server.port}/`)).toBe(true)
    expect(await app?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  await test.step('E5 permissions are denied', async () => {
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
    expect(await page.evaluate(() => navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state))).toBe('denied')
  })

  await test.step('E33 started twice, the second ends and leaves the first alone', async () => {
    const { executablePath, args } = desktopCommand(['--redis', 'redis://127.0.0.1:1'])
    const second = spawn(executablePath, args, { env: { ...process.env, SLUICE_USER_DATA: dataFolder }, stdio: 'ignore' })
    const [code] = await once(second, 'exit') as [number | null]
    expect(code).toBe(0)
    expect(await app?.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    await expect(workbench.chip()).toHaveAccessibleName(new RegExp(`127\\.0\\.0\\.1:${server.port}`))
  })

  await tour(workbench)

  await test.step('E11 no navigation', async () => {
    // Asked of the window itself: the test's own view of the page waits for a navigation that never comes.
    const look = (): Promise<unknown> | undefined => app?.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return [contents?.getURL(), await contents?.executeJavaScript('document.querySelector("h1").textContent')]
    })
    const go = (url: string): Promise<unknown> | undefined => app?.evaluate(({ BrowserWindow }, target) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      void contents?.executeJavaScript(`location.href = ${JSON.stringify(target)}; 0`)
      // Chromium itself refuses these two, before anybody is asked.
      if (/^(file|data):/.test(target)) return true
      return new Promise<boolean>((resolve) => contents?.once('will-frame-navigate', (event) => resolve(event.defaultPrevented)))
    }, url)
    for (const url of ['file:///etc/passwd', 'data:text/html,<h1>other</h1>', `http://127.0.0.1:${server.port}/`, 'app://sluice.evil/']) {
      expect(await go(url), url).toBe(true)
      expect(await look()).toEqual([home, 'Sluice'])
    }
  })
  expect(asked.filter((url) => /^(https?|wss?|file):/.test(url))).toEqual([])
  // The four navigations and the frame were refused; Chromium says so, and nothing else went wrong.
  expect(errors.filter((error) => !/Not allowed to (load|launch|navigate)/i.test(error))).toEqual([])
})
