import type { Locator } from 'playwright/test'
import { ORDERS, readHeld } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUP = 'webhook-delivery'

function connectionFact(workbench: WorkbenchPage, term: string): Locator {
  return workbench.inspector().getByRole('region', { name: 'Connection' }).getByRole('term').filter({ hasText: term }).locator('xpath=following-sibling::dd[1]')
}

test('a connection is cut and comes back; put into a black hole, it is seen to be, and goes on when released', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const card = workbench.consumer('wd-1')
  await card.getByRole('button', { name: 'wd-1', exact: true }).click()
  const acknowledged = async (): Promise<number> => {
    const text = await workbench.inspector().getByRole('term').filter({ hasText: 'acknowledged' }).locator('xpath=following-sibling::dd[1]').innerText()
    return Number(text.replaceAll(/\D/g, ''))
  }
  await expect.poll(acknowledged).toBeGreaterThan(0)

  await test.step('cut: a direct connection goes through a proxy first, is cut there, and another is taken', async () => {
    await workbench.onConnection('wd-1', 'Cut now')
    await expect(connectionFact(workbench, 'cut')).toHaveText(/^1, last/)
    await expect(connectionFact(workbench, 'connections')).toHaveText('2')
    const before = await acknowledged()
    await expect.poll(acknowledged).toBeGreaterThan(before)
    await expect(workbench.inspector().getByRole('region', { name: 'Connection' })).toContainText('through a proxy, no fault')
  })

  await test.step('black hole: shown on the card, nothing is acknowledged, the watchdog ends the wait', async () => {
    await workbench.onConnection('wd-1', 'Black hole')
    await expect(card).toContainText('black hole')
    await expect(workbench.inspector().getByRole('region', { name: 'Connection' })).toContainText(/black hole, for \d/)
    await expect(card).toContainText(/reconnecting/, { timeout: 15_000 })
    const stuck = await acknowledged()
    // Its share of the group goes to nobody: what the server has delivered to it stays pending.
    expect(await acknowledged()).toBe(stuck)
  })

  await test.step('released: it reads its own pending entries and goes on', async () => {
    const stuck = await acknowledged()
    await workbench.onConnection('wd-1', 'Release the black hole')
    await expect(card).not.toContainText('black hole')
    await expect.poll(acknowledged, { timeout: 20_000 }).toBeGreaterThan(stuck)
    await expect(card).not.toContainText(/reconnecting/)
  })

  await test.step('with a number: asked for in a dialog that says what it means for this consumer', async () => {
    await workbench.onConnection('wd-1', 'Silent drop when idle')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Forgotten after' }).fill('1500')
    await expect(dialog).toContainText('becomes a phantom')
    await dialog.getByRole('button', { name: 'Apply' }).click()
    await expect(card).toContainText('idle limit')
    await workbench.onConnection('wd-1', 'Connect directly')
    await expect(card).not.toContainText('idle limit')
    await expect(workbench.inspector().getByRole('region', { name: 'Connection' })).toHaveCount(0)
    await expect.poll(async () => (await server.cli('CLIENT', 'LIST')).split('\n').filter((line) => /name=sluice:\w+:worker:w1 /.test(line)).length).toBe(1)
  })
  expect((await readHeld(server, ORDERS, GROUP, 'wd-1')).length).toBeLessThanOrEqual(4)
  expect(errors).toEqual([])
})

test('A9: the lab idle_limit shows a phantom beside a consumer that never notices', async ({ openWorkbench, startServer }) => {
  test.setTimeout(90_000)
  const key = 'sluice:lab:idle_limit'
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'idle_limit'] })
  const workbench = new WorkbenchPage(page)
  const phantom = workbench.consumer('phantom')
  await expect(phantom).toContainText('forgotten', { timeout: 20_000 })
  await expect(workbench.consumer('steady')).not.toContainText('forgotten')
  // What is added now is delivered by the server to a connection that nobody reads.
  await expect.poll(async () => (await readHeld(server, key, 'block-20s', 'phantom')).length, { timeout: 20_000 }).toBeGreaterThan(0)
  await expect.poll(async () => (await readHeld(server, key, 'block-2s', 'steady')).length).toBe(0)
  expect((await readHeld(server, key, 'block-20s', 'phantom')).length).toBeGreaterThan(0)
  await phantom.getByRole('button', { name: 'phantom', exact: true }).click()
  await expect(connectionFact(workbench, 'phantoms at the server')).toHaveText('1')
  // BLOCK and its grace later it comes back and finds them.
  await expect.poll(async () => (await readHeld(server, key, 'block-20s', 'phantom')).length, { timeout: 30_000 }).toBe(0)
  expect(errors).toEqual([])
})
