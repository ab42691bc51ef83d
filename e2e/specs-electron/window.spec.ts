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

  await test.step('E11–E14 no window, no navigation, no frame of others', async () => {
    expect(await page.evaluate((url) => [window.open(url), window.open('app://sluice/'), window.open('about:blank')].every((opened) => opened === null), `http://127.0.0.1:${server.port}/`)).toBe(true)
    for (const url of [`http://127.0.0.1:${server.port}/`, 'file:///etc/passwd', 'app://sluice.evil/', 'data:text/html,<h1>other</h1>']) {
      await page.evaluate((target) => { window.location.href = target }, url)
      await expect(workbench.consumer('wd-1')).toBeVisible()
      expect(page.url()).toBe(home)
    }
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
  expect(asked.filter((url) => /^(https?|wss?|file):/.test(url))).toEqual([])
  // The four navigations and the frame were refused; Chromium says so, and nothing else went wrong.
  expect(errors.filter((error) => !/Not allowed to (load|launch|navigate)/i.test(error))).toEqual([])
})
