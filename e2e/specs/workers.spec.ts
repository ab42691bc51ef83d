import { readHeld, readGroups, ORDERS } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUP = 'webhook-delivery'

test('a frozen worker keeps what it holds, is robbed of it, and comes back as a zombie', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const card = workbench.consumer('wd-1')
  const held = (consumer: string): Promise<string[]> => readHeld(server, ORDERS, GROUP, consumer).then((rows) => rows.map(({ id }) => id))

  // Held before its XACK first, so that it is frozen with an entry in its hands.
  await workbench.atGate('wd-1', 'Hold', 'G5')
  await expect(card).toContainText(/held/i)
  await workbench.chooseForWorker('wd-1', 'Freeze')
  await expect(card).toContainText(/frozen/i)
  const [stuck = ''] = await held('wd-1')
  expect(stuck).not.toBe('')
  await workbench.chooseForWorker('wd-1', 'Release')

  await workbench.open('Pending')
  await workbench.pickGroup(GROUP)
  await page.getByRole('textbox', { name: 'Filter' }).fill('owner:wd-1')
  await page.getByRole('checkbox', { name: `Select ${stuck}` }).click()
  await page.getByRole('combobox', { name: 'To' }).click()
  await page.getByRole('option', { name: /wd-2/ }).click()
  await page.getByRole('button', { name: 'Claim 1 to wd-2' }).click()
  await expect.poll(async () => server.cli('XPENDING', ORDERS, GROUP, stuck, stuck, '1')).toBe('')

  await workbench.open('Flow')
  const acked = async (): Promise<string> => card.innerText()
  await expect(card).toContainText(/frozen/i)
  await card.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(acked).not.toMatch(/frozen/i)
  // It goes on with what is no longer its own: its XACK finds nothing, and that is said.
  await workbench.group(GROUP).getByRole('heading', { name: GROUP }).getByRole('button').click()
  const nothing = workbench.inspector().getByRole('term').filter({ hasText: 'XACK that found nothing' }).locator('xpath=following-sibling::dd[1]')
  await expect(nothing).not.toHaveText('0')
  expect(errors).toEqual([])
})

test('a menu that is open stays so while the page moves under the pointer', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  await workbench.chooseForWorker('ap-1', 'Crash at a gate')
  const gate = page.getByRole('menuitemradio', { name: /^G5 / })
  const top = async (): Promise<number> => (await gate.boundingBox())?.y ?? Number.NaN
  await expect(gate).toBeVisible()
  const before = await top()
  for (const name of ['a-1', 'a-2']) {
    await server.cli('XGROUP', 'CREATE', ORDERS, name, '$')
    await expect(workbench.group(name)).toBeVisible()
  }
  await expect.poll(top).not.toBe(before)
  // As long as a hand needs to get there: what the browser tells of the move has come by then.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  await gate.click()
  await expect(workbench.consumer('ap-1')).toContainText(/crashed/i)
  expect(errors).toEqual([])
})

test('one consumer stepped through all of its gates, the server agreeing at each', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const card = workbench.consumer('wd-1')
  await card.getByRole('button', { name: 'wd-1', exact: true }).click()
  await workbench.atGate('wd-1', 'Hold', 'G0')
  await expect(card).toContainText(/G0/)
  await expect.poll(async () => (await readHeld(server, ORDERS, GROUP, 'wd-1')).length).toBe(0)
  const step = workbench.inspector().getByRole('button', { name: 'Step', exact: true })
  for (const gate of ['G1', 'G2', 'G3', 'G4', 'G5']) {
    await step.click()
    await expect(workbench.inspector()).toContainText(new RegExp(`held at ${gate}`))
    expect((await readHeld(server, ORDERS, GROUP, 'wd-1')).length, `pending at ${gate}`).toBeGreaterThan(0)
  }
  const before = await readHeld(server, ORDERS, GROUP, 'wd-1')
  await step.click()
  await expect(workbench.inspector()).toContainText(/held at G6/)
  // Behind G6 the server has taken the XACK; the worker does not know yet.
  await expect.poll(async () => (await readHeld(server, ORDERS, GROUP, 'wd-1')).length).toBe(before.length - 1)
  await expect(card).toContainText('G6')
  await workbench.inspector().getByRole('button', { name: 'Release' }).click()
  await expect(workbench.inspector()).not.toContainText(/held at/)
  expect(errors).toEqual([])
})

test('stop drains, start goes on, and a consumer comes and goes; what would do nothing says why', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const card = workbench.consumer('wd-1')

  await test.step('greyed items have a reason, and do nothing', async () => {
    await expect(card).toBeVisible()
    await workbench.openWorkerMenu('wd-1')
    await expect(page.getByRole('menuitem', { name: /^Resume/ })).toContainText('It is not frozen.')
    await expect(page.getByRole('menuitem', { name: /^Remove/ })).toContainText('Its thread still runs.')
    const greyed = page.locator('[role=menuitem][aria-disabled=true]')
    for (const item of await greyed.all()) expect((await item.locator('small').innerText()).length).toBeGreaterThan(5)
    await page.getByRole('menuitem', { name: /^Resume/ }).click({ force: true })
    await page.keyboard.press('Escape')
    await expect(card).not.toContainText(/frozen|stopped|crashed/)
  })

  await test.step('stopped, it has finished what it held', async () => {
    await workbench.chooseForWorker('wd-1', 'Stop')
    await expect(card).toContainText(/stopped/i)
    expect(await readHeld(server, ORDERS, GROUP, 'wd-1')).toEqual([])
    await card.getByRole('button', { name: 'wd-1', exact: true }).click()
    const actions = workbench.inspector().getByRole('group', { name: 'Worker actions' })
    for (const name of ['Crash', 'Freeze', 'Step']) {
      const button = actions.getByRole('button', { name, exact: true })
      await expect(button).toHaveAttribute('aria-disabled', 'true')
      await expect(button).toHaveAccessibleDescription('It is stopped.')
    }
    await actions.getByRole('button', { name: 'Start' }).click()
    await expect(card).not.toContainText(/stopped/i)
    await expect.poll(async () => Number((await readGroups(server, ORDERS)).get(GROUP)?.get('consumers'))).toBe(2)
  })

  await test.step('one more consumer works, then is removed and deleted', async () => {
    await workbench.group(GROUP).getByRole('button', { name: 'Add consumer' }).click()
    await expect(page.getByRole('dialog').getByRole('radio', { name: 'Like the others of the lab' })).toBeChecked()
    await page.getByRole('dialog').getByRole('radio', { name: 'A plain one' }).click()
    await expect(page.getByRole('dialog')).toContainText('the verdict of the lab turns bad with its first entry')
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('wd-3')
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click()
    await expect(workbench.consumer('wd-3')).toBeVisible()
    await expect.poll(() => server.cli('XINFO', 'CONSUMERS', ORDERS, GROUP)).toContain('wd-3')
    await workbench.chooseForWorker('wd-3', 'Stop')
    await expect(workbench.consumer('wd-3')).toContainText(/stopped/i)
    await workbench.chooseForWorker('wd-3', 'Remove')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('switch').click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    await expect(workbench.consumer('wd-3')).toHaveCount(0)
    expect(await server.cli('XINFO', 'CONSUMERS', ORDERS, GROUP)).not.toContain('wd-3')
  })
  expect(errors).toEqual([])
})
