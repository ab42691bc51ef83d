import type { Page } from 'playwright/test'
import { ORDERS, readGroups } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const ANALYTICS = 'analytics-pipeline'
const SENDER = 'notification-sender'

/** Keeps every sentence that the live region says from now on. */
async function listenToLiveRegion(page: Page): Promise<() => Promise<string[]>> {
  const said = await page.evaluateHandle(() => {
    const sentences: string[] = []
    const region = document.querySelector('[role=status][aria-atomic=true]')
    if (region !== null) new MutationObserver(() => sentences.push(region.textContent ?? '')).observe(region, { childList: true, characterData: true, subtree: true })
    return sentences
  })
  return () => said.jsonValue()
}

test('A7 frozen consumers hold what they were given: the alert counts it after a minute, is announced once, and is over when they go on', async ({ openWorkbench, startServer }) => {
  test.setTimeout(300_000)
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const pending = async (): Promise<string> => (await readGroups(server, ORDERS)).get(ANALYTICS)?.get('pending') ?? ''
  await expect(workbench.consumer('ap-1')).toBeVisible()
  for (const name of ['ap-1', 'ap-2']) {
    await workbench.atGate(name, 'Hold', 'G0')
    await expect(workbench.consumer(name)).toContainText(/held/i)
  }
  await expect.poll(async () => Number((await readGroups(server, ORDERS)).get(ANALYTICS)?.get('lag'))).toBeGreaterThan(20)
  await workbench.chooseForWorker('ap-1', 'Step')
  await expect.poll(async () => Number(await pending())).toBeGreaterThan(20)
  const held = await pending()
  await workbench.chooseForWorker('ap-1', 'Freeze')
  await expect(workbench.consumer('ap-1')).toContainText(/frozen/i)
  const said = await listenToLiveRegion(page)

  const bell = page.getByRole('button', { name: /^Alerts: / })
  await test.step('not yet: it has to hold for a minute', async () => {
    await expect(bell).toHaveAccessibleName('Alerts: none fires')
    await bell.click()
    await expect(page.getByRole('listitem').filter({ hasText: 'Pending backlog' })).toContainText('It fires when it held for 1 min.')
    await page.keyboard.press('Escape')
  })

  await test.step('it fires: the number is the server’s, on the bell, in the list and on the lane', async () => {
    await expect(bell).toHaveAccessibleName('Alerts: 1 fires', { timeout: 90_000 })
    await expect(workbench.group(ANALYTICS).getByRole('img', { name: /^Alert: pending backlog/ })).toBeVisible()
    await expect.poll(async () => (await said()).filter((sentence) => sentence.startsWith(`${held} entries are pending in ${ANALYTICS} of ${ORDERS}, more than 10.`)).length).toBe(1)
    await bell.click()
    const item = page.getByRole('listitem').filter({ hasText: 'Pending backlog' })
    await expect(item).toContainText(`${await pending()} entries are pending in ${ANALYTICS} of ${ORDERS}, more than 10.`)
    await item.getByRole('button', { name: 'Mute' }).click()
    await expect(bell).toHaveAccessibleName('Alerts: none fires')
    await item.getByRole('button', { name: 'Unmute' }).click()
    await expect(bell).toHaveAccessibleName('Alerts: 1 fires')
    await item.getByRole('button', { name: 'Show its pending entries' }).click()
    await expect(page.getByRole('main', { name: 'Pending' })).toBeVisible()
  })

  await test.step('the queue-health panel says backlog, with the numbers of XINFO', async () => {
    const panel = workbench.inspector().getByRole('region', { name: 'Queue health' })
    await expect(panel).toContainText(/status\s*backlog/)
    await expect(panel).toContainText(new RegExp(`pending_messages\\s*${held}`))
    await expect(panel).not.toContainText('Bearer s')
  })

  await test.step('they go on: the list is worked off, and the alert is over', async () => {
    await workbench.open('Flow')
    await workbench.chooseForWorker('ap-1', 'Resume')
    for (const name of ['ap-1', 'ap-2']) await workbench.chooseForWorker(name, 'Release')
    await expect.poll(async () => Number(await pending())).toBeLessThan(11)
    await expect(bell).toHaveAccessibleName('Alerts: none fires', { timeout: 30_000 })
    await bell.click()
    await expect(page.getByRole('listitem').filter({ hasText: 'Pending backlog' })).toHaveCount(0)
  })
  expect(errors).toEqual([])
})

test('B4, D5 a group that falls behind: a consumer is suggested, added at a click, and the lag falls', async ({ openWorkbench, startServer }) => {
  test.setTimeout(240_000)
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const lag = async (): Promise<number> => Number((await readGroups(server, ORDERS)).get(SENDER)?.get('lag'))
  const inspector = workbench.inspector()
  for (const name of ['ns-1', 'ns-2']) {
    await workbench.consumer(name).getByRole('button', { name, exact: true }).click()
    const settings = inspector.getByRole('region', { name: 'Settings' })
    await settings.getByRole('radio', { name: 'Fixed' }).click()
    await settings.getByRole('textbox', { name: 'Each takes' }).fill('270')
    // Fifty at a time they would take in what is behind, and it would show as pending instead.
    await settings.getByRole('textbox', { name: 'COUNT' }).fill('2')
    await settings.getByRole('button', { name: 'Apply' }).click()
    await expect(settings.getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true')
  }

  await test.step('the policies of the group are switches that hold at once', async () => {
    await workbench.group(SENDER).getByRole('button', { name: SENDER, exact: true }).click()
    const policies = inspector.getByRole('region', { name: 'Policies' })
    for (const section of ['Failures', 'Reclaim', 'Load']) await policies.getByText(section, { exact: true }).click()
    for (const name of ['Pause new reads', 'Dead letters', 'Scale out by lag']) await expect(policies.getByRole('switch', { name })).toBeChecked()
    await expect(policies.getByRole('combobox', { name: 'Reclaimed by' })).toHaveText('sweeper')
    await policies.getByRole('textbox', { name: 'Lag above' }).fill('10')
    await policies.getByRole('textbox', { name: 'And not falling for' }).fill('6')
    await page.keyboard.press('Enter')
  })

  const strip = workbench.group(SENDER).getByRole('group', { name: `Scale-out of ${SENDER}` })
  await test.step('what is suggested is how the lag went', async () => {
    await expect(strip).toContainText(/Add a consumer: lag \d+ → \d+ in \d+ s, with 2 at work\./, { timeout: 60_000 })
    expect(await lag()).toBeGreaterThan(10)
  })

  await test.step('a click adds one like them, of the lab, and the lag falls', async () => {
    await strip.getByRole('button', { name: 'Add a consumer' }).click()
    await expect(workbench.consumer('ns-3')).toBeVisible()
    await expect.poll(async () => (await server.cli('XINFO', 'CONSUMERS', ORDERS, SENDER)).split('\n').filter((line) => /^ns-\d$/.test(line)).sort()).toEqual(['ns-1', 'ns-2', 'ns-3'])
    const before = await lag()
    await expect.poll(lag, { timeout: 60_000 }).toBeLessThan(before)
    await expect(strip).toHaveCount(0)
  })
  expect(errors).toEqual([])
})

test('B6, B7 Kafka and Redis Streams: commands with names that are there, and triggers that are measured', async ({ openWorkbench, startServer }) => {
  test.setTimeout(180_000)
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await workbench.findCommand('kafka')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Kafka and Redis Streams' })
  const command = await dialog.getByRole('group', { name: 'uncommitted offsets as a command' }).innerText()
  // What it says can be sent as it stands, and is answered.
  expect(await server.cli(...command.trim().split(' '))).not.toContain('ERR')
  await dialog.getByRole('radio', { name: 'When to migrate' }).click()
  await expect(dialog.getByRole('group', { name: 'Consumer groups' })).toContainText(/not reached\s*3 of 20/)
  await expect(dialog.getByRole('group', { name: 'Sustained rate' })).toContainText(/unknown/)
  await dialog.getByRole('textbox', { name: 'Entries have to be kept for' }).fill('72')
  await expect(dialog.getByRole('status')).toContainText('A trigger is past')
  await test.step('after a minute the rate is known: about eight a second', async () => {
    await expect(dialog.getByRole('group', { name: 'Sustained rate' })).toContainText(/not reached\s*[78]\.\d/, { timeout: 90_000 })
  })
  expect(errors).toEqual([])
})
