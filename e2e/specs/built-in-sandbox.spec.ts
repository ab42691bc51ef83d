import { ORDERS, readHeld } from '../fixtures/redis-words'
import { openSandboxCli } from '../fixtures/sandbox-cli'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUP = 'webhook-delivery'

test('without redis-server the sandbox is the built-in one and says so; killed and started again; with its clock held a minute passes in an instant, and what waits is reclaimed', async ({ openWorkbench, dataFolder }) => {
  // A machine with no program at all. What npm start opens follows.
  const opened = await openWorkbench({ args: ['--sandbox', '--lab', 'orders'], env: { PATH: dataFolder } })
  const { page, errors, log } = opened
  const workbench = new WorkbenchPage(page)

  await test.step('chip and menu say what it is and what it is not', async () => {
    await expect(workbench.chip()).toHaveAccessibleName(/^Connection built-in sandbox, local, sluice \d+\.\d+\.\d+, private, ready, LAB$/)
    await workbench.chip().click()
    const menu = page.getByRole('menu')
    await expect(menu).toContainText(/redis:\/\/127\.0\.0\.1:\d+/)
    await expect(menu).toContainText(/sluice \d+\.\d+\.\d+, master/)
    await expect(menu).toContainText('No persistence, replication, cluster or Lua')
    const other = page.getByRole('menuitem', { name: /^Open a sandbox of redis-server/ })
    await expect(other).toHaveAttribute('aria-disabled', 'true')
    await expect(other).toContainText('There is no redis-server or valkey-server on this machine.')
    await page.keyboard.press('Escape')
  })

  const server = await openSandboxCli(opened)
  expect(await server.cli('INFO', 'server')).toContain('server_name:sluice')
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(5)

  await test.step('killed it is gone with all it held; started again the lab flows anew on the same port', async () => {
    const before = /run_id:(\w+)/.exec(await server.cli('INFO', 'server'))?.[1]
    await workbench.chooseInConnectionMenu('Kill the server…')
    await page.getByRole('dialog').getByRole('button', { name: 'Kill the server' }).click()
    await expect(workbench.chip()).toHaveAccessibleName(/lost/)
    await expect(workbench.main()).toContainText('The sandbox server was ended by hand.')
    await expect(server.cli('PING')).rejects.toThrow()
    await expect(workbench.consumer('wd-1')).toContainText(/reconnecting/i)
    await workbench.chooseInConnectionMenu('Start a new server on the same port')
    await expect(workbench.chip()).toHaveAccessibleName(/ready/)
    expect(/run_id:(\w+)/.exec(await server.cli('INFO', 'server'))?.[1]).not.toBe(before)
    await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(5)
    await expect(workbench.consumer('wd-1')).not.toContainText(/reconnecting/i)
  })

  await test.step('the clock is held: nothing ages, and workers go on', async () => {
    await workbench.atGate('wd-1', 'Crash', 'G5')
    await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
    await workbench.chip().click()
    await page.getByRole('menuitem', { name: 'Clock of the server' }).click()
    await expect(page.getByRole('menuitem', { name: /^Release the clock/ })).toContainText('It runs.')
    await page.getByRole('menuitem', { name: /^Hold the clock SLUICE CLOCK HOLD/ }).click()
    await expect(workbench.chip()).toHaveAccessibleName(/clock held/)
    await expect(page.getByText(/The clock of the built-in sandbox is held at/)).toBeVisible()
    const [held] = await readHeld(server, ORDERS, GROUP, 'wd-1')
    const length = Number(await server.cli('XLEN', ORDERS))
    await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(length + 10)
    expect((await readHeld(server, ORDERS, GROUP, 'wd-1'))[0]).toEqual(held)
  })

  let stuck = ''
  await test.step('a minute passes in an instant: what was held is late by the server', async () => {
    const { id = '', idle = 0 } = (await readHeld(server, ORDERS, GROUP, 'wd-1'))[0] ?? {}
    stuck = id
    await page.getByRole('button', { name: 'Let 60 s pass' }).click()
    await expect.poll(async () => (await readHeld(server, ORDERS, GROUP, 'wd-1'))[0]?.idle).toBe(idle + 60_000)
    await workbench.open('Pending')
    await workbench.pickGroup(GROUP)
    await page.getByRole('textbox', { name: 'Filter' }).fill('owner:wd-1')
    await expect(page.getByRole('row', { name: new RegExp(stuck) })).toContainText('1 min')
  })

  await test.step('any other span, with its command shown before', async () => {
    const { idle = 0 } = (await readHeld(server, ORDERS, GROUP, 'wd-1'))[0] ?? {}
    await page.getByRole('button', { name: 'Let time pass…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Time').fill('1.5')
    await expect(dialog).toContainText('SLUICE CLOCK ADVANCE 1500')
    await dialog.getByRole('button', { name: 'Let it pass' }).click()
    await expect.poll(async () => (await readHeld(server, ORDERS, GROUP, 'wd-1'))[0]?.idle).toBe(idle + 1500)
  })

  await test.step('reclaimed while the clock is held it is done', async () => {
    await page.getByRole('checkbox', { name: 'Select all rows of the filter' }).click()
    await page.getByRole('combobox', { name: 'To' }).click()
    await page.getByRole('option', { name: /wd-2/ }).click()
    await page.getByRole('button', { name: /^Claim \d+ to wd-2/ }).click()
    await expect.poll(async () => server.cli('XPENDING', ORDERS, GROUP, stuck, stuck, '1')).toBe('')
  })

  await test.step('released it runs on from there, and every command is in the log', async () => {
    await page.getByRole('button', { name: 'Release the clock' }).click()
    await expect(workbench.chip()).toHaveAccessibleName(/clock \d+ s (ahead|behind)$/)
    await expect(page.getByText(/The clock of the built-in sandbox is held at/)).toHaveCount(0)
    await workbench.dock().getByRole('tab', { name: 'Commands' }).click()
    for (const sender of ['workers', 'labs', 'connecting']) await workbench.dock().getByRole('button', { name: sender, exact: true }).click()
    for (const command of ['SLUICE CLOCK HOLD', 'SLUICE CLOCK ADVANCE 60000', 'SLUICE CLOCK ADVANCE 1500', 'SLUICE CLOCK RELEASE']) await expect(workbench.dock()).toContainText(command)
  })
  expect(log()).not.toContain('failed')
  expect(errors).toEqual([])
})

test('a built-in sandbox and one of redis-server stand side by side; only the first has a clock to hold', async ({ openWorkbench }) => {
  const { page, errors } = await openWorkbench({ args: ['--sandbox-server', 'built-in'] })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.chip()).toHaveAccessibleName(/^Connection built-in sandbox.*ready/)
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('Search or run a command').fill('open a sandbox of')
  await page.keyboard.press('Enter')
  await expect(workbench.chip()).toHaveAccessibleName(/^Connection sandbox, local, (redis|valkey) \d.*ready/)
  await workbench.chip().click()
  await page.getByRole('menuitem', { name: 'Clock of the server' }).click()
  for (const name of [/^Hold the clock/, /^Let 60 s pass/, /^Let time pass/, /^Release the clock/]) {
    await expect(page.getByRole('menuitem', { name })).toHaveAttribute('aria-disabled', 'true')
    await expect(page.getByRole('menuitem', { name })).toContainText('keeps the time of this machine')
  }
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await workbench.chip().click()
  await page.getByRole('menuitemradio', { name: /^built-in sandbox/ }).click()
  await expect(workbench.chip()).toHaveAccessibleName(/^Connection built-in sandbox/)
  await workbench.chooseInConnectionMenu('Close the sandbox…')
  await page.getByRole('dialog').getByRole('button', { name: 'Close the sandbox' }).click()
  await expect(workbench.chip()).toHaveAccessibleName(/^Connection sandbox, local/)
  await workbench.chip().click()
  await expect(page.getByRole('menuitemradio')).toHaveCount(0)
  await page.getByRole('menuitem', { name: 'Open the built-in sandbox' }).click()
  await expect(workbench.chip()).toHaveAccessibleName(/^Connection built-in sandbox.*ready/)
  expect(errors).toEqual([])
})
