import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { ROOT } from '../fixtures/launch-server'
import { ORDERS, readGroups, readHeld } from '../fixtures/redis-words'
import { expect, test, type OpenWorkbench } from '../fixtures/workbench'
import { WorkbenchPage, type ViewName } from '../fixtures/workbench-page'

const VIEWS: readonly ViewName[] = ['Flow', 'Entries', 'Pending', 'Publish', 'Dead letters']

/** The pictures of the README, by theme. */
const PICTURES: Partial<Record<'dark' | 'light', Partial<Record<ViewName, string>>>> = {
  dark: { Flow: 'flow-dark.png', Entries: 'entries-dark.png', Publish: 'publish-dark.png' },
  light: { Flow: 'flow-light.png', Pending: 'pending-light.png' }
}

async function resize({ app, page }: OpenWorkbench, width: number, height: number): Promise<void> {
  if (app === undefined) await page.setViewportSize({ width, height })
  else await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height })
  await page.waitForFunction((wanted) => window.innerWidth === wanted, width)
}

/** What sticks out to the right of the window, or of the view without a way to scroll there. */
async function findCutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const { scrollingElement } = document
    if (scrollingElement !== null && scrollingElement.scrollWidth > window.innerWidth) found.push(`the page is ${scrollingElement.scrollWidth} wide in ${window.innerWidth}`)
    const main = document.querySelector('main')
    const edge = main?.getBoundingClientRect().right ?? 0
    for (const element of main?.querySelectorAll('button, input, h2, h3, h4, dd, a, [role=cell], [role=gridcell], [role=combobox]') ?? []) {
      const box = element.getBoundingClientRect()
      if (box.width < 2 || box.height < 2 || box.right <= edge + 1) continue
      // Inside something that scrolls sideways it can be reached; and what is laid out for screen readers only is not seen.
      let parent = element.parentElement
      while (parent !== null && parent !== main && !/auto|scroll/.test(getComputedStyle(parent).overflowX)) parent = parent.parentElement
      if (parent === main || parent === null) found.push(`${element.tagName} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}” ends at ${Math.round(box.right)} of ${Math.round(edge)}`)
    }
    return found
  })
}

test('every view fits its window, dark and light, large and small', async ({ openWorkbench, startServer, dataFolder }) => {
  const server = await startServer()
  // Late after seconds instead of a minute, so that lateness is in the pictures too.
  await writeFile(join(dataFolder, 'settings.json'), JSON.stringify({ idleThresholdMs: 4000 }))
  const opened = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'], motion: true })
  const { page, errors } = opened
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(40)
  // Both wait until there is enough for a whole read, so that the one that is crashed holds more than one entry.
  for (const name of ['wd-1', 'wd-2']) {
    await workbench.atGate(name, 'Hold', 'G0')
    await expect(workbench.consumer(name)).toContainText(/held/i)
  }
  await expect.poll(async () => Number((await readGroups(server, ORDERS)).get('webhook-delivery')?.get('lag'))).toBeGreaterThan(8)
  await workbench.atGate('wd-1', 'Crash', 'G5')
  await workbench.chooseForWorker('wd-1', 'Release')
  await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
  await workbench.chooseForWorker('wd-2', 'Release')
  const held = (await readHeld(server, ORDERS, 'webhook-delivery', 'wd-1'))[0]?.id ?? ''

  await workbench.open('Publish')
  await page.getByRole('radio', { name: 'One JSON field' }).click()
  await expect(page.locator('.monaco-editor .view-lines').first()).toBeVisible()
  await page.locator('.monaco-editor').first().click()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await page.keyboard.type('{ "type": "order.created", "order": "ord-100042", "total": 129.5, "items": [{ "sku": "MUG-WHT", "qty": 2 }] }')
  await page.getByRole('button', { name: 'Format' }).click()
  await workbench.main().getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Published in this session' })).toContainText(/\d{13}-\d+/)

  await workbench.open('Pending')
  await workbench.pickGroup('webhook-delivery')
  // The lab's sweeper would have its own word on what is late, and rescue what is.
  await page.getByRole('switch', { name: 'Sweeper is on' }).click()
  await expect(page.getByRole('switch', { name: 'Sweeper is off' })).toBeVisible()
  await page.getByRole('status', { name: 'Messages' }).getByRole('button', { name: 'Dismiss' }).last().click()
  await workbench.open('Flow')
  await page.getByRole('toolbar', { name: /^Pending entries of webhook-delivery/ }).getByRole('button', { name: new RegExp(`^${held}`) }).click()
  await expect(workbench.inspector()).toContainText(held)

  for (const theme of ['dark', 'light'] as const) {
    const turn = page.getByRole('button', { name: `Turn to the ${theme} theme` })
    if (await turn.count() > 0) await turn.click()
    await expect(page.locator(`html[data-theme=${theme}]`)).toBeAttached()
    for (const [width, height] of [[1440, 900], [1024, 700]] as const) {
      await resize(opened, width, height)
      for (const view of VIEWS) {
        // On a narrow window the inspector lies over the view.
        await page.keyboard.press('Escape')
        if (width === 1440 && !(await workbench.inspector().innerText()).includes(held)) {
          await workbench.open('Flow')
          await page.getByRole('toolbar', { name: /^Pending entries of webhook-delivery/ }).getByRole('button', { name: new RegExp(`^${held}`) }).click()
        }
        await workbench.open(view)
        await expect(workbench.main().getByText(/^Opening /)).toHaveCount(0)
        await expect.poll(() => findCutOff(page), `${view}, ${theme}, ${width}`).toEqual([])
        const picture = width === 1440 ? PICTURES[theme]?.[view] : undefined
        if (picture === undefined || process.env['SLUICE_SCREENSHOTS'] !== '1') continue
        if (view === 'Pending') {
          await page.getByRole('checkbox', { name: `Select ${held}` }).click()
          await expect(workbench.main()).toContainText('XCLAIM')
        }
        if (view === 'Publish') await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible()
        await page.mouse.move(2, 2)
        await page.screenshot({ path: join(ROOT, 'docs/images', picture) })
      }
    }
  }
  expect(errors).toEqual([])
})
