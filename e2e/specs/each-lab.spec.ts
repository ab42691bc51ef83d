import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { ROOT } from '../fixtures/launch-server'
import { readGroups, readHeld } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

interface Lab {
  name: string
  title: string
  key: string
  group: string
  /** Who is crashed, and where in its loop. */
  consumer: string
  gate: string
  /** How many entries it has to have before it is judged. */
  enough: number
  /** What another client adds so that the crash comes, where the lab has sent all that it had. */
  more?: string[]
}

const LABS: readonly Lab[] = [
  { name: 'orders', title: 'Orders', key: 'sluice:lab:orders', group: 'webhook-delivery', consumer: 'wd-1', gate: 'G5', enough: 20 },
  { name: 'incidents', title: 'Incidents', key: 'sluice:lab:flipturn:incidents', group: 'flipturn-workers', consumer: 'web-1-1', gate: 'G3', enough: 4 },
  { name: 'eventflow', title: 'Event flow', key: 'sluice:lab:eventflow:events', group: 'notification', consumer: 'notification-1', gate: 'G4', enough: 15 },
  { name: 'order_stream', title: 'The first hour', key: 'sluice:lab:order_stream', group: 'inventory_group', consumer: 'worker_a', gate: 'G5', enough: 5, more: ['order_id', 'ORD-1006', 'amount', '153.00', 'status', 'created'] }
]

/** Consumers of Incidents are named after it, and the pictures are the same wherever they are made. */
const HOST = ['--host-name', 'web-1']

const PICTURES = process.env['SLUICE_SCREENSHOTS'] === '1'

const known = (page: Page): Locator => page.getByRole('navigation', { name: 'Known labs' })

async function choose(page: Page, title: string): Promise<void> {
  // Another lab's title may begin with the same word.
  await known(page).getByRole('button').filter({ has: page.getByText(title, { exact: true }) }).click()
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible()
}

/** The line that says how a group stands. */
function sentence(page: Page, group: string): Locator {
  return page.getByRole('row', { name: new RegExp(`\\b${group}\\b`) }).first().locator('xpath=following-sibling::tr[1]')
}

async function stopAndClean(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Stop…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('switch').click()
  await dialog.getByRole('button', { name: /Stop and delete/ }).click()
  await expect(dialog).toHaveCount(0)
}

/** The picture of a lab in docs/labs.md. */
async function picture(page: Page, name: string): Promise<void> {
  if (!PICTURES) return
  await page.mouse.move(2, 2)
  await page.screenshot({ path: join(ROOT, `docs/images/lab-${name}.png`) })
}

const GOOD = /^Nothing is lost and nothing happened twice/

for (const lab of LABS) {
  test(`${lab.title}: started, judged, broken at ${lab.gate}, recovered, and gone without a trace`, async ({ openWorkbench, startServer }) => {
    const { name, title, key, group, consumer, gate, enough, more } = lab
    const server = await startServer()
    const { page, errors } = await openWorkbench({ args: ['--redis', server.url, ...HOST], motion: PICTURES })
    const workbench = new WorkbenchPage(page)
    await workbench.open('Labs')
    await choose(page, title)
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    // Its threads start one after the other.
    await expect(known(page).getByRole('button', { name: new RegExp(`^${title} running`) })).toBeVisible({ timeout: 40_000 })

    await test.step('it works, and is found in order', async () => {
      await expect.poll(async () => Number(await server.cli('XLEN', key)), { timeout: 30_000 }).toBeGreaterThanOrEqual(enough)
      await expect(sentence(page, group)).toHaveText(GOOD)
      if (name === 'order_stream') {
        await expect(sentence(page, group)).toHaveText('Nothing is lost and nothing happened twice: none is left to do.')
        await picture(page, name)
      }
      if (name === 'incidents') {
        await page.getByRole('tab', { name: 'Intake' }).click()
        await page.getByRole('button', { name: 'Send a burst' }).click()
        await expect(page.getByRole('status').filter({ hasText: '50 delivered: 40 accepted, 10 duplicate' })).toBeVisible()
        await expect(page.getByRole('table', { name: 'Deliveries' }).getByRole('row', { name: /^accepted/ }).getByRole('cell').first()).toHaveText('40')
        await picture(page, name)
        await page.getByRole('tab', { name: 'How it stands' }).click()
      }
    })

    let held = ''
    await test.step('a crash with entries in hand: they stay pending, and that is no loss', async () => {
      await page.getByRole('button', { name: 'Show in Flow' }).click()
      await workbench.atGate(consumer, 'Crash', gate)
      if (more !== undefined) await server.cli('XADD', key, '*', ...more)
      await expect(workbench.consumer(consumer)).toContainText(/crashed/i, { timeout: 30_000 })
      held = (await readHeld(server, key, group, consumer))[0]?.id ?? ''
      expect(held).toMatch(/^\d{13}-\d+$/)
      if (name === 'orders' || name === 'eventflow') {
        await expect.poll(async () => (await readHeld(server, key, group, consumer))[0]?.idle ?? 0).toBeGreaterThan(1500)
        await picture(page, name)
      }
      await workbench.open('Labs')
      await expect(sentence(page, group)).toHaveText(/^Nothing is lost and nothing happened twice: \d+ (is|are) still to be done\.$/)
    })

    await test.step('started again it takes its own pending first, and nothing happens twice', async () => {
      await page.getByRole('button', { name: 'Show in Flow' }).click()
      await workbench.consumer(consumer).getByRole('button', { name: 'Start' }).click()
      // Acked, or tried once more and failed by chance.
      await expect.poll(async () => (await readHeld(server, key, group, consumer)).find(({ id }) => id === held)?.deliveries ?? 2).toBeGreaterThan(1)
      await workbench.open('Labs')
      await expect(sentence(page, group)).toHaveText(GOOD)
      const facts = (await readGroups(server, key)).get(group)
      expect(Number(facts?.get('entries-read'))).toBeGreaterThanOrEqual(enough)
    })

    await test.step('stopped and cleaned it leaves no key', async () => {
      await stopAndClean(page)
      await expect.poll(() => server.cli('KEYS', '*'), { timeout: 30_000 }).toBe('')
      await expect(page.getByText('This lab does not run')).toBeVisible()
    })
    expect(errors).toEqual([])
  })
}

test('the four side by side: each runs, each is judged, and ending one leaves the others', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, ...HOST, ...LABS.flatMap(({ name }) => ['--lab', name])] })
  const workbench = new WorkbenchPage(page)
  await workbench.open('Labs')
  for (const { title } of LABS) await expect(known(page).getByRole('button', { name: new RegExp(`^${title} running`) })).toBeVisible({ timeout: 40_000 })
  for (const { title, key, group, enough } of LABS) {
    await choose(page, title)
    await expect.poll(async () => Number(await server.cli('XLEN', key)), { timeout: 30_000 }).toBeGreaterThanOrEqual(Math.min(5, enough))
    await expect(sentence(page, group)).toHaveText(GOOD)
  }
  await workbench.open('Flow')
  await page.getByRole('radio', { name: /^All \d+ side by side/ }).click()
  for (const { title, group } of LABS) await expect(page.getByRole('region', { name: `Flow of ${title}` }).first()).toContainText(group)
  await workbench.open('Labs')
  await choose(page, 'Orders')
  await stopAndClean(page)
  await expect.poll(() => server.cli('EXISTS', 'sluice:lab:orders')).toBe('0')
  const before = Number(await server.cli('XLEN', 'sluice:lab:eventflow:events'))
  await expect.poll(async () => Number(await server.cli('XLEN', 'sluice:lab:eventflow:events'))).toBeGreaterThan(before)
  await choose(page, 'Event flow')
  await expect(sentence(page, 'notification')).toHaveText(GOOD)
  expect(errors).toEqual([])
})
