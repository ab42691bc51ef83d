import { readGroups } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const STREAM = 'sluice:lab:order_stream'

test('D2 five orders, each with its effect once: the view, the ledger and redis-cli agree', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'order_stream'] })
  const workbench = new WorkbenchPage(page)
  await workbench.open('Labs')
  await expect(page.getByRole('heading', { name: 'The first hour' })).toBeVisible()
  const row = page.getByRole('row', { name: /inventory_group/ })
  await expect.poll(async () => (await readGroups(server, STREAM)).get('inventory_group')?.get('pending')).toBe('0')
  await expect.poll(async () => Number(await server.cli('XLEN', STREAM))).toBe(5)
  await expect(row.getByRole('cell').first()).toHaveText('5')
  await expect(page.getByText('Nothing is lost and nothing happened twice: none is left to do.').first()).toBeVisible()
  await test.step('"Check now" by the keyboard: what is shown is what the server and the ledger have', async () => {
    await page.getByRole('button', { name: 'Check now' }).focus()
    await page.keyboard.press('Enter')
    const result = page.getByRole('region', { name: 'Last check' })
    await expect(result).toContainText(/The picture agrees with the server: 8 added, 0 pending, 5 with an effect in the ledger over all groups, read at \d\d:\d\d:\d\d\.\d{3}\./)
    await expect(page.getByRole('status').filter({ hasText: 'The picture agrees with the server' })).toHaveCount(1)
  })
  await page.getByRole('tab', { name: 'Effects' }).click()
  for (const order of ['ORD-1001', 'ORD-1002', 'ORD-1003', 'ORD-1004', 'ORD-1005']) await expect(page.getByRole('row', { name: new RegExp(`inventory_group .*stock ${order} .* first`) })).toHaveCount(1)
  await page.getByRole('tab', { name: 'How it stands' }).click()
  await page.getByRole('button', { name: 'Dead letters', exact: true }).last().click()
  await expect(page.getByRole('main', { name: 'Dead letters' })).toContainText('order_stream:dead')
  expect(errors).toEqual([])
})

test('a lab is a file: mistakes by line and a sentence, saved under a name, and run with the ack in the wrong place', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.open('Labs')
  const known = page.getByRole('navigation', { name: 'Known labs' })
  await known.getByRole('button', { name: /^The first hour/ }).click()
  await page.getByRole('tab', { name: 'File' }).click()
  const chooser = page.getByLabel('Lab file')
  const lab = (ack: string): string => `sluice: 1
name: mine
title: Mine
streams:
  - name: mine
sources:
  - { kind: producer, name: p, stream: mine, schedule: { once: 1 }, templates: [{ fields: { type: t, n: '{{seq}}' } }] }
groups:
  - name: g
    stream: mine
    consumers: [one]
    handler: { name: h, processing: { fixedMs: 60000 }, effect: { kind: count, key: n } }
    ${ack}
`
  await chooser.setInputFiles({ name: 'mine.lab.yaml', mimeType: 'application/yaml', buffer: Buffer.from(lab('ack: never')) })
  await expect(page.getByRole('list', { name: 'Mistakes' })).toContainText(/Line 13, column \d+ groups\[0\]\.ack: /)
  await expect(page.getByRole('button', { name: 'Start as written' })).toHaveAttribute('aria-disabled', 'true')
  await chooser.setInputFiles({ name: 'mine.lab.yaml', mimeType: 'application/yaml', buffer: Buffer.from(lab('ack: before-work')) })
  await expect(page.getByRole('list', { name: 'Mistakes' })).toHaveText('No mistakes.')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(known.getByRole('button', { name: /^Mine/ })).toHaveAttribute('aria-current', 'true')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(known.getByRole('button', { name: /^Mine running/ })).toBeVisible()

  await test.step('acked before the work and crashed in it: the entry is gone from the list, and its effect never happens', async () => {
    await page.getByRole('tab', { name: 'How it stands' }).click()
    await expect.poll(async () => (await readGroups(server, 'sluice:lab:mine')).get('g')?.get('entries-read')).toBe('1')
    await expect(page.getByText('Nothing is lost and nothing happened twice: 1 that was settled before its work is in hand.')).toBeVisible()
    await page.getByRole('button', { name: 'Show in Flow' }).click()
    await workbench.consumer('one').getByRole('button', { name: 'Crash', exact: true }).click()
    await expect(workbench.consumer('one')).toContainText(/crashed/i)
    await workbench.open('Labs')
    await expect(page.getByText('1 entry was acked, and the effect never happened.')).toBeVisible()
    expect((await readGroups(server, 'sluice:lab:mine')).get('g')?.get('pending')).toBe('0')
  })

  await test.step('stopped and cleaned it leaves nothing behind', async () => {
    await page.getByRole('button', { name: 'Stop…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('switch').click()
    await dialog.getByRole('button', { name: /Stop and delete/ }).click()
    await expect.poll(() => server.cli('EXISTS', 'sluice:lab:mine')).toBe('0')
  })
  expect(errors).toEqual([])
})
