import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

test('C5 the records of a lab: its events, a delivery that waits for its next attempt, and a subscription that is switched off', async ({ openWorkbench }) => {
  const { page, errors } = await openWorkbench({ args: ['--sandbox', '--sandbox-server', 'built-in', '--lab', 'eventflow'] })
  const workbench = new WorkbenchPage(page)
  const choose = (name: string): Promise<void> => page.getByRole('radio', { name, exact: true }).click()
  const rows = (table: string, name: RegExp) => page.getByRole('table', { name: table }).getByRole('row', { name })

  await test.step('an invoice always fails from now on', async () => {
    await workbench.group('email').getByRole('button', { name: 'email', exact: true }).click()
    const inspector = workbench.inspector()
    await inspector.getByText('Failures', { exact: true }).click()
    await inspector.getByRole('textbox', { name: 'Field' }).fill('type')
    await inspector.getByRole('textbox', { name: 'Contains' }).fill('invoice.due')
    await inspector.getByRole('switch', { name: 'Poison' }).click()
  })

  await test.step('an event is a row once its effect is written down; a delivery that failed has its attempts, its error and the next time', async () => {
    await workbench.open('Labs')
    await page.getByRole('tab', { name: 'Records' }).click()
    await expect(rows('Events', /api/).first()).toBeVisible()
    await choose('Deliveries')
    await choose('failed')
    await expect(rows('Deliveries', /email .* failed [12] \d\d:\d\d:\d\d, (in .* s|due) not delivered ledger Poison: type contains "invoice\.due"/).first()).toBeVisible()
  })

  await test.step('switched off, entries of that type are skipped, and what has failed is not tried again', async () => {
    await choose('Subscriptions')
    const wanted = page.getByRole('switch', { name: 'invoice.due to email is active' })
    await expect(rows('Subscriptions', /^invoice\.due email email ledger: notify by correlation_id/)).toContainText('3 attempts, 1 s × 2 up to 1 min')
    await wanted.click()
    await expect(wanted).not.toBeChecked()
    await choose('Deliveries')
    await choose('failed')
    await expect(rows('Deliveries', /email .* failed [12] not wanted any more/).first()).toBeVisible()
  })
  expect(errors).toEqual([])
})
