import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { ORDERS } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const SECRET = 'canary-0b7d-secret'
const WRONG = 'canary-51c2-wrong'

/** Everything a page holds as text, attributes and all. */
const pageText = (page: Page): Promise<string> => page.evaluate(() => document.documentElement.outerHTML)

test('a wrong password, then the right one; it shows nowhere', async ({ openWorkbench, startServer, dataFolder }) => {
  const server = await startServer({ args: ['--requirepass', SECRET] })
  const { page, errors, log } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  const enter = async (password: string): Promise<void> => {
    await page.getByRole('button', { name: 'Enter a password…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Password').fill(password)
    await dialog.getByRole('button', { name: 'Try again' }).click()
    await expect(dialog).toHaveCount(0)
  }
  await expect(workbench.main().getByRole('alert')).toContainText(/NOAUTH.*Enter the password/)
  await expect(workbench.chip()).toHaveAccessibleName(/refused/)
  await enter(WRONG)
  await expect(workbench.main().getByRole('alert')).toContainText(/WRONGPASS.*Check user and password/)
  expect(await pageText(page)).not.toContain(WRONG)
  await enter(SECRET)
  await expect(workbench.chip()).toHaveAccessibleName(/ready/)
  await expect(workbench.main().getByRole('alert')).toHaveCount(0)

  // Its other way in: the dialog, which remembers the server without the password.
  await workbench.chooseInConnectionMenu('Connect to a server…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('URL', { exact: true }).last().fill(`redis://:${SECRET}@127.0.0.1:${server.port}`)
  await dialog.getByLabel('Name').fill('Orders')
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  await expect(workbench.chip()).toHaveAccessibleName(/Connection Orders.*ready/)
  await expect.poll(() => readFile(join(dataFolder, 'settings.json'), 'utf8').catch(() => '')).toContain('Orders')
  expect(await readFile(join(dataFolder, 'settings.json'), 'utf8')).not.toContain('canary')
  // Another setting changes, and the server is still remembered.
  await page.getByRole('button', { name: /^Turn to the/ }).click()
  await expect.poll(() => readFile(join(dataFolder, 'settings.json'), 'utf8')).toMatch(/"theme": "(dark|light)"/)
  expect(await readFile(join(dataFolder, 'settings.json'), 'utf8')).toContain('Orders')
  await workbench.dock().getByRole('tab', { name: 'Commands' }).click()
  await expect(workbench.dock()).not.toContainText('canary')
  expect(await pageText(page)).not.toContain('canary')
  expect(log()).not.toContain('canary')
  expect(errors).toEqual([])
})

test('what cannot be connected to says why and what to do', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XADD', 'orders', '1-1', 'a', 'b')
  await server.cli('ACL', 'SETUSER', 'blind', 'on', `>${SECRET}`, '~*', '&*', '+@all', '-xinfo')
  await server.cli('ACL', 'SETUSER', 'nobody', 'on', `>${SECRET}`)
  const web = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
  await once(web, 'listening')
  const { port } = web.address() as AddressInfo
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.chip()).toHaveAccessibleName(/ready/)
  await workbench.chooseInConnectionMenu('Connect to a server…')
  const dialog = page.getByRole('dialog')
  const connect = dialog.getByRole('button', { name: 'Connect', exact: true })
  const url = dialog.getByRole('textbox', { name: 'URL' })

  for (const [text, words] of [['127.0.0.1:6379', /not an address/], ['http://127.0.0.1', /http:\/\/ is not known here/], ['redis://', /host is missing/], ['', /Enter an address/]] as const) {
    await url.fill(text)
    await expect(dialog).toContainText(words)
    await expect(connect).toHaveAttribute('aria-disabled', 'true')
  }
  await url.fill(`redis://127.0.0.1:${port}`)
  await connect.click()
  await expect(dialog.getByRole('alert')).toContainText(/does not speak the Redis protocol.*Check host and port/)
  await url.fill('redis://127.0.0.1:1')
  await connect.click()
  await expect(dialog.getByRole('alert')).toContainText(/Nothing listens at this address/)
  await url.fill(`redis://nobody@127.0.0.1:${server.port}`)
  await dialog.getByLabel('Password').fill(SECRET)
  await connect.click()
  await expect(dialog.getByRole('alert')).toContainText(/may not even ask.*Ask for a user/)
  await url.fill(`redis://blind@127.0.0.1:${server.port}`)
  await connect.click()
  await expect(dialog).toHaveCount(0)
  web.close()

  await workbench.watch('orders')
  await expect(workbench.main()).toContainText(/Not allowed to read this stream.*XINFO/)
  await workbench.open('Pending')
  await expect(workbench.main()).toContainText(/does not allow this user to look.*XINFO/)
  // XRANGE is allowed: what can be shown is shown.
  await workbench.open('Entries')
  await expect(page.getByRole('row', { name: /1-1/ })).toBeVisible()
  expect(await pageText(page)).not.toContain(SECRET)
  expect(errors).toEqual([])
})

test('a server that goes: what was read stays, greyed; back again it is told that it is another', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XADD', 'orders', '5-1', 'a', 'b')
  await server.cli('XGROUP', 'CREATE', 'orders', 'g', '0')
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch('orders')
  await expect(workbench.fact('g', 'lag')).toHaveText('1')
  await server.kill()
  await expect(workbench.main()).toContainText(/has been out of reach for/)
  await expect(workbench.chip()).toHaveAccessibleName(/reconnecting/)
  await expect(workbench.fact('g', 'lag')).toHaveText('1')
  await expect(workbench.group('g').locator('xpath=ancestor::*[@data-stale="true"]').first()).toBeAttached()
  await expect(workbench.main()).toContainText(/As of .* ago/)
  await workbench.open('Publish')
  await expect(workbench.main().getByRole('button', { name: 'Publish', exact: true })).toHaveAccessibleDescription(/reconnecting/)
  await workbench.open('Flow')
  await server.restart()
  await server.cli('XADD', 'orders', '9-1', 'a', 'b')
  await page.getByRole('button', { name: 'Try again now' }).click({ timeout: 2000 }).catch(() => undefined)
  await expect(workbench.chip()).toHaveAccessibleName(/ready/, { timeout: 30_000 })
  await expect(workbench.main()).not.toContainText(/out of reach/)
  await workbench.dock().getByRole('tab', { name: /^Notices/ }).click()
  await expect(workbench.dock()).toContainText('is another server process than before')
  await workbench.open('Entries')
  await expect(page.getByRole('row', { name: /9-1/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /5-1/ })).toHaveCount(0)
  expect(await server.cli('EXISTS', ORDERS)).toBe('0')
  expect(errors).toEqual([])
})
