import { ORDERS, readGroups } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUP = 'analytics-pipeline'

test('B2, B4 policies of a running group: the ack before the work, poison, and the pause by backpressure, on the lane and by the server; then as in the file', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const lane = workbench.group(GROUP)
  const policies = workbench.inspector().getByRole('region', { name: 'Policies' })
  const openGroup = async (): Promise<void> => lane.getByRole('button', { name: GROUP, exact: true }).click()
  const fact = async (name: string): Promise<number> => Number((await readGroups(server, ORDERS)).get(GROUP)?.get(name))
  await expect(workbench.consumer('ap-1')).toBeVisible()
  await openGroup()

  await test.step('by the keyboard: the ack goes before the work, and what a crash loses then is said', async () => {
    await expect(policies).toContainText('A crash loses and doubles nothing')
    const order = policies.getByRole('combobox', { name: 'Ack order' })
    // Its lab may still start.
    await expect(order).toBeEnabled()
    await order.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /^before-work/ }).press('Enter')
    await expect(policies).toContainText('A crash can lose: at G3 nothing is pending any more, and the effect never happens.')
    await expect(policies.getByText('not as in the file')).toHaveCount(1)
  })

  await test.step('each of its consumers has it', async () => {
    await workbench.consumer('ap-2').getByRole('button', { name: 'ap-2', exact: true }).click()
    await expect(policies).toContainText(/ack order\s*before-work/)
    await openGroup()
    await policies.getByRole('combobox', { name: 'Ack order' }).click()
    await page.getByRole('option', { name: /^after-commit/ }).click()
    await expect(policies).toContainText('A crash loses and doubles nothing')
  })

  await test.step('poison: what it names fails and stays pending', async () => {
    await policies.getByText('Failures', { exact: true }).click()
    await policies.getByRole('textbox', { name: 'Field' }).fill('order')
    await policies.getByRole('textbox', { name: 'Contains' }).fill('ord-')
    await policies.getByRole('switch', { name: 'Poison' }).click()
    await expect(lane.getByText('failed, not acked')).toBeVisible()
    await expect.poll(() => fact('pending')).toBeGreaterThan(5)
  })

  await test.step('backpressure: both consumers say that they pause, the pending list stays, and the lag grows', async () => {
    await policies.getByText('Load', { exact: true }).click()
    await expect(policies.getByRole('switch', { name: 'Pause new reads' })).toBeChecked()
    await policies.getByRole('textbox', { name: 'Above', exact: true }).fill('5')
    await page.keyboard.press('Enter')
    for (const name of ['ap-1', 'ap-2']) await expect(workbench.consumer(name)).toContainText(/reads nothing new: \d+ pending, more than 5/)
    const stood = await fact('pending')
    await expect.poll(() => fact('lag')).toBeGreaterThan(10)
    expect(await fact('pending')).toBe(stood)
  })

  await test.step('as in the file: they read again, and nothing fails any more', async () => {
    await policies.getByRole('button', { name: 'As in the file' }).click()
    await expect(policies.getByText('not as in the file')).toHaveCount(0)
    for (const name of ['ap-1', 'ap-2']) await expect(workbench.consumer(name)).not.toContainText('reads nothing new')
    await expect.poll(() => fact('lag')).toBeLessThan(5)
  })
  expect(errors).toEqual([])
})
