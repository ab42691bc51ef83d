import { ORDERS, readGroups, readHeld } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUPS = ['webhook-delivery', 'analytics-pipeline', 'notification-sender']

test('by keyboard alone: views, palette, and every main control in the order of tabs', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'], motion: true })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()

  for (const [key, view] of [['e', 'Entries'], ['p', 'Pending'], ['u', 'Publish'], ['x', 'Dead letters'], ['m', 'Compare'], ['f', 'Flow']] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(key)
    await expect(page.getByRole('main', { name: view })).toBeVisible()
  }

  await test.step('the palette runs a command, and gives the focus back', async () => {
    await workbench.findCommand('hold all')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(workbench.consumer('wd-1')).toContainText(/held/i)
    await workbench.findCommand('release all')
    await page.keyboard.press('Enter')
    // Every one of them: what a held worker offers goes when it goes on.
    await expect(page.getByRole('article').filter({ hasText: /held/i })).toHaveCount(0)
  })

  await test.step('tab reaches what matters, each with a name and a visible focus', async () => {
    await page.evaluate(() => { if (document.activeElement instanceof HTMLElement) document.activeElement.blur() })
    const names: string[] = []
    for (let presses = 0; presses < 120; presses++) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate(() => {
        const element = document.activeElement
        if (element === null || element === document.body) return undefined
        const style = getComputedStyle(element)
        const visible = style.outlineStyle !== 'none' || style.boxShadow !== 'none'
        return { name: element.getAttribute('aria-label') ?? element.textContent ?? '', visible }
      })
      if (focused === undefined) break
      expect(focused.name, `control number ${presses + 1} has a name`).not.toBe('')
      expect(focused.visible, `focus can be seen on ${focused.name}`).toBe(true)
      names.push(focused.name)
    }
    for (const wanted of [/^Connection /, /^Stream /, /^Flow$/, /^Publish$/, /^webhook-delivery$/, /^wd-1$/, /^Crash$/, /^More for wd-1$/, /^Add consumer$/, /^Hold all$/]) {
      expect(names.some((name) => wanted.test(name.trim())), `tab reaches ${wanted} among ${names.join(' | ')}`).toBe(true)
    }
  })

  await test.step('a dialog gives the focus back to what opened it, and a command of the palette may put it elsewhere', async () => {
    const opener = page.getByRole('button', { name: 'Settings', exact: true })
    await opener.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(opener).toBeFocused()
    await workbench.open('Entries')
    await workbench.findCommand('filter loaded rows')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('searchbox', { name: 'Filter loaded rows' })).toBeFocused()
    await workbench.open('Flow')
  })

  await test.step('a worker is crashed without a pointer', async () => {
    await workbench.consumer('wd-1').getByRole('button', { name: 'Crash', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
    await expect.poll(async () => (await server.cli('CLIENT', 'LIST')).split('\n').filter((line) => /name=sluice:[^ ]*worker/.test(line)).length).toBe(6)
  })
  expect(errors).toEqual([])
})

test('with reduced motion the numbers are the same, and the table names the ids that XPENDING names', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(20)
  await workbench.atGate('wd-1', 'Crash', 'G5')
  await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
  await workbench.holdAll()
  await expect.poll(async () => {
    const before = await server.cli('XINFO', 'GROUPS', ORDERS)
    await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))))
    return before === await server.cli('XINFO', 'GROUPS', ORDERS)
  }).toBe(true)
  for (const [name, facts] of await readGroups(server, ORDERS)) {
    await expect(workbench.fact(name, 'pending')).toHaveText(facts.get('pending') ?? '')
    await expect(workbench.fact(name, 'lag')).toHaveText(facts.get('lag') ?? '')
  }
  await page.getByRole('button', { name: 'As table' }).click()
  const table = workbench.main().getByRole('table')
  await expect(table).toBeVisible()
  const expected: string[] = []
  for (const group of GROUPS) for (const owner of ['wd-1', 'wd-2', 'ap-1', 'ap-2', 'ns-1', 'ns-2']) for (const { id } of await readHeld(server, ORDERS, group, owner)) expected.push(id)
  expect(expected.length).toBeGreaterThan(0)
  const shown = async (): Promise<string[]> => (await table.getByRole('rowheader').allInnerTexts()).filter((text) => /^\d+-\d+$/.test(text)).sort()
  await expect.poll(shown).toEqual(expected.sort())
  expect(errors).toEqual([])
})
