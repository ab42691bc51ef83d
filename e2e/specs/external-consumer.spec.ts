import { readChanges, readHeld, readWriteCalls } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const KEY = 'billing:invoices'

test('a consumer that is not ours: seen without touching anything, rescued once armed', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  for (const number of [1, 2, 3]) await server.cli('XADD', KEY, `${number}-0`, 'invoice', `INV-${number}`)
  await server.cli('XGROUP', 'CREATE', KEY, 'mailers', '0')
  await server.cli('XREADGROUP', 'GROUP', 'mailers', 'ext-1', 'COUNT', '2', 'STREAMS', KEY, '>')
  const calls = await readWriteCalls(server)
  const changes = await readChanges(server)

  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  const label = `127.0.0.1:${server.port}`

  await test.step('the stream is found, and its group, consumer and pending entries are there', async () => {
    await page.getByRole('button', { name: 'Choose a stream' }).click()
    await page.getByRole('button', { name: new RegExp(`^${KEY} 3 entries`) }).click()
    await expect(workbench.group('mailers')).toBeVisible()
    await expect(workbench.fact('mailers', 'pending')).toHaveText('2')
    await expect(workbench.fact('mailers', 'lag')).toHaveText('1')
    await expect(workbench.consumer('ext-1')).toContainText('not ours')
  })

  await test.step('its entries age by the server’s own clock', async () => {
    await workbench.open('Pending')
    const row = page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: 'Select 1-0' }) })
    await expect(row).toContainText('ext-1')
    const idle = async (): Promise<number> => Number(/([\d.]+) s/.exec(await row.innerText())?.[1] ?? 0)
    const first = await idle()
    await expect.poll(idle).toBeGreaterThan(first + 1)
    expect((await readHeld(server, KEY, 'mailers', 'ext-1'))[0]?.idle).toBeGreaterThan(first * 1000)
  })

  await test.step('writing is refused with its reason, and nothing was written', async () => {
    await page.getByRole('checkbox', { name: 'Select 1-0' }).click()
    const claim = page.getByRole('button', { name: /^Claim 1/ })
    await expect(claim).toHaveAttribute('aria-disabled', 'true')
    await expect(claim).toHaveAccessibleDescription(/only observed.*arm writes/i)
    await claim.click({ force: true })
    await workbench.open('Publish')
    await expect(workbench.main().getByRole('button', { name: 'Publish', exact: true })).toHaveAttribute('aria-disabled', 'true')
    await workbench.open('Entries')
    await expect(page.getByRole('row', { name: /3-0/ })).toBeVisible()
    expect(await readWriteCalls(server)).toEqual(calls)
    expect(await readChanges(server)).toBe(changes)
  })

  await test.step('armed only by the name as it is', async () => {
    await workbench.chooseInConnectionMenu(/^Arm writes/)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox').fill('127.0.0.1')
    await expect(dialog.getByRole('button', { name: 'Arm for 15 minutes' })).toHaveAttribute('aria-disabled', 'true')
    await dialog.getByRole('textbox').fill(label)
    await dialog.getByRole('button', { name: 'Arm for 15 minutes' }).click()
    await expect(workbench.chip()).toHaveAccessibleName(/ARMED/)
    expect(await readWriteCalls(server)).toEqual(calls)
  })

  await test.step('claimed to another consumer, as redis-cli sees it', async () => {
    await workbench.open('Pending')
    await page.getByRole('checkbox', { name: 'Select 1-0' }).click()
    await page.getByRole('combobox', { name: 'To' }).click()
    await page.getByRole('option', { name: /A new name/ }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('rescuer')
    await expect(page.getByRole('region', { name: 'Actions on pending entries' })).toContainText(`XCLAIM ${KEY} mailers rescuer 0 1-0`)
    await page.getByRole('button', { name: 'Claim 1 to rescuer' }).click()
    await expect.poll(async () => (await readHeld(server, KEY, 'mailers', 'rescuer')).map(({ id, deliveries }) => ({ id, deliveries }))).toEqual([{ id: '1-0', deliveries: 2 }])
    await expect(page.getByRole('row').filter({ has: page.getByRole('checkbox', { name: 'Select 1-0' }) })).toContainText('rescuer')
    // What was acted on is no longer selected, so that a second click acts on nothing.
    await expect(page.getByRole('checkbox', { name: 'Select 1-0' })).not.toBeChecked()
  })

  await test.step('acknowledged by hand, after a question', async () => {
    await page.getByRole('checkbox', { name: 'Select 1-0' }).click()
    await page.getByRole('radio', { name: 'Acknowledge' }).click()
    await page.getByRole('button', { name: 'Acknowledge 1…' }).click()
    const dialog = page.getByRole('dialog')
    await expect(dialog).toContainText(`XACK ${KEY} mailers 1-0`)
    await dialog.getByRole('button', { name: 'Acknowledge', exact: true }).click()
    await expect.poll(() => server.cli('XPENDING', KEY, 'mailers', '1-0', '1-0', '1')).toBe('')
    expect((await readHeld(server, KEY, 'mailers', 'ext-1')).map(({ id }) => id)).toEqual(['2-0'])
  })

  await test.step('disarmed, it only looks again', async () => {
    await workbench.chooseInConnectionMenu('Disarm now')
    await expect(workbench.chip()).not.toHaveAccessibleName(/ARMED/)
    await page.getByRole('checkbox', { name: 'Select 2-0' }).click()
    await expect(page.getByRole('button', { name: 'Acknowledge 1…' })).toHaveAttribute('aria-disabled', 'true')
    const after = await readWriteCalls(server)
    expect((after.get('xclaim') ?? 0) + (after.get('xack') ?? 0)).toBe(2)
    expect(await server.cli('XLEN', KEY)).toBe('3')
  })
  expect(errors).toEqual([])
})
