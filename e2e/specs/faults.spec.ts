import { once } from 'node:events'
import { ORDERS, readGroups, readHeld } from '../fixtures/redis-words'
import { openSandboxCli } from '../fixtures/sandbox-cli'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUP = 'webhook-delivery'

test('faults of data, each on the thing it concerns: trim, two rescuers, one name twice, a consumer and a group deleted, the stream deleted', async ({ openWorkbench, startServer }) => {
  // A long journey, on a machine that may be busy.
  test.setTimeout(240_000)
  const server = await startServer()
  await server.cli('XADD', 'foreign', '1-0', 'n', '1')
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const dialog = page.getByRole('dialog')
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(20)

  await test.step('two rescuers at once: each entry has one winner', async () => {
    await workbench.atGate('wd-1', 'Hold', 'G3')
    await expect(workbench.consumer('wd-1')).toContainText(/held/i)
    await workbench.chooseForWorker('wd-1', 'Crash now')
    await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
    const held = await readHeld(server, ORDERS, GROUP, 'wd-1')
    expect(held.length).toBeGreaterThan(0)
    await workbench.group(GROUP).getByRole('button', { name: `Faults of group ${GROUP}` }).click()
    await page.getByRole('menuitem', { name: 'Two rescuers at once…' }).click()
    for (const [label, name] of [['One rescuer', 'rescuer-1'], ['The other', 'rescuer-2']] as const) {
      await dialog.getByRole('combobox', { name: label }).click()
      await page.getByRole('option', { name }).click()
    }
    // More than what a worker that runs holds is ever idle.
    await dialog.getByLabel('min-idle-time').fill('3000')
    await expect.poll(async () => (await readHeld(server, ORDERS, GROUP, 'wd-1'))[0]?.idle ?? 0).toBeGreaterThan(3000)
    await dialog.getByRole('button', { name: 'Let them claim' }).click()
    await expect(dialog.getByText(/none was got by both/)).toBeVisible()
    const won = [...await readHeld(server, ORDERS, GROUP, 'rescuer-1'), ...await readHeld(server, ORDERS, GROUP, 'rescuer-2')].map(({ id }) => id)
    expect(won).toEqual(expect.arrayContaining(held.map(({ id }) => id)))
    expect(new Set(won).size).toBe(won.length)
    for (const { id } of held) await expect(dialog.getByRole('table', { name: 'Who got which' }).getByRole('row', { name: new RegExp(id) })).toContainText(/got it.*empty|empty.*got it/)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  })

  await test.step('a consumer is deleted with what it holds, after a look at how much that is', async () => {
    const lost = (await readHeld(server, ORDERS, GROUP, 'rescuer-1')).length + (await readHeld(server, ORDERS, GROUP, 'rescuer-2')).length
    expect(lost).toBeGreaterThan(0)
    const name = (await readHeld(server, ORDERS, GROUP, 'rescuer-1')).length > 0 ? 'rescuer-1' : 'rescuer-2'
    const holds = (await readHeld(server, ORDERS, GROUP, name)).length
    await workbench.consumer(name).getByRole('heading').getByRole('button').click()
    await workbench.inspector().getByRole('button', { name: `Faults of consumer ${name}` }).click()
    await page.getByRole('menuitem', { name: 'Delete consumer with its pending…' }).click()
    await expect(dialog).toContainText(`XGROUP DELCONSUMER ${ORDERS} ${GROUP} ${name}`)
    await expect(dialog).toContainText(holds === 1 ? 'The 1 pending entry' : `The ${holds} pending entries`)
    await dialog.getByRole('button', { name: 'Delete the consumer' }).click()
    await expect(dialog).toHaveCount(0)
    expect(await server.cli('XINFO', 'CONSUMERS', ORDERS, GROUP)).not.toContain(name)
  })

  await test.step('two of one name are two cards and one consumer', async () => {
    await workbench.chooseForWorker('wd-2', 'Start another consumer with the same name')
    await expect(workbench.consumer('wd-2')).toHaveCount(2)
    await expect(workbench.consumer('wd-2').first()).toContainText('its name is used by another worker too')
    await expect.poll(async () => [...(await server.cli('CLIENT', 'LIST')).matchAll(/name=sluice:\w+:worker:/g)].length).toBeGreaterThan(1)
  })

  await test.step('a trim says who loses what, and takes it', async () => {
    await workbench.holdAll()
    await page.getByRole('button', { name: 'Faults of the stream' }).click()
    await page.getByRole('menuitem', { name: 'Trim…' }).click()
    await dialog.getByLabel('Entries that stay').fill('3')
    await expect(dialog).toContainText(`XTRIM ${ORDERS} MAXLEN = 3`)
    await expect.poll(async () => {
      const length = Number(await server.cli('XLEN', ORDERS))
      return (await dialog.innerText()).includes(`Removes ${length - 3} entries of ${length}, the oldest.`)
    }).toBe(true)
    await dialog.getByRole('button', { name: 'Trim', exact: true }).click()
    await expect(dialog).toHaveCount(0)
    expect(await server.cli('XLEN', ORDERS)).toBe('3')
    await workbench.releaseAll()
  })

  await test.step('a group that is deleted parks its readers, and one that is started makes it again', async () => {
    await workbench.group(GROUP).getByRole('button', { name: `Faults of group ${GROUP}` }).click()
    await page.getByRole('menuitem', { name: 'Delete the group…' }).click()
    await dialog.getByRole('button', { name: 'Delete the group' }).click()
    await expect(dialog).toHaveCount(0)
    await expect(workbench.consumer('wd-2').first()).toContainText(/parked/i)
    await expect.poll(async () => (await readGroups(server, ORDERS)).has(GROUP)).toBe(false)
    await workbench.consumer('wd-2').first().getByRole('button', { name: 'Start', exact: true }).click()
    await expect.poll(async () => (await readGroups(server, ORDERS)).has(GROUP)).toBe(true)
  })

  await test.step('elsewhere nothing is destroyed while it is not armed', async () => {
    await workbench.watch('foreign')
    await page.getByRole('button', { name: 'Faults of the stream' }).click()
    await expect(page.getByRole('menuitem', { name: /^Delete the stream…/ })).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('Escape')
    await workbench.arm(`127.0.0.1:${server.port}`)
    await page.getByRole('button', { name: 'Faults of the stream' }).click()
    await page.getByRole('menuitem', { name: 'Delete the stream…' }).click()
    await expect(dialog.getByRole('button', { name: 'Delete the stream' })).toHaveAttribute('aria-disabled', 'true')
    await dialog.getByLabel('Type foreign').fill('foreign')
    await dialog.getByRole('button', { name: 'Delete the stream' }).click()
    await expect(dialog).toHaveCount(0)
    expect(await server.cli('EXISTS', 'foreign')).toBe('0')
  })
  expect(errors).toEqual([])
})

test('the sandbox server is killed and comes back by itself with what its file holds; its replica takes over with the link cut', async ({ openWorkbench }) => {
  test.setTimeout(240_000)
  const opened = await openWorkbench({ args: ['--sandbox', '--lab', 'orders'] })
  const { page, errors } = opened
  const workbench = new WorkbenchPage(page)
  const dialog = page.getByRole('dialog')
  const server = await openSandboxCli(opened)
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(10)
  const choose = async (sub: string, item: string | RegExp): Promise<void> => {
    await workbench.chip().click()
    await page.getByRole('menuitem', { name: sub }).click()
    await page.getByRole(sub === 'What it writes to disk' ? 'menuitemradio' : 'menuitem', { name: item }).click()
  }

  await test.step('an append-only file, a kill, and a start after a second', async () => {
    await choose('What it writes to disk', /^Append-only file, synced each second/)
    await expect(page.getByText('Its append-only file is written: a kill leaves it.')).toBeVisible()
    const [first = ''] = (await server.cli('XRANGE', ORDERS, '-', '+', 'COUNT', '1')).split('\n')
    await workbench.chooseInConnectionMenu('Kill the server (SIGKILL)…')
    await expect(dialog).toContainText('Its append-only file has what the process had handed to the system.')
    await dialog.getByRole('radio', { name: 'Start it from its file' }).click()
    await dialog.getByLabel('After').fill('1')
    await dialog.getByRole('button', { name: 'Kill the server' }).click()
    await expect(page.getByText(/It starts again by itself/)).toBeVisible()
    await expect(workbench.chip()).toHaveAccessibleName(/ready/)
    expect(await server.cli('XRANGE', ORDERS, '-', '+', 'COUNT', '1')).toContain(first)
    await page.getByRole('tab', { name: /^Notices/ }).click()
    await expect(workbench.dock().getByText(/came back with \d+ entries/).first()).toBeVisible()
    await expect(workbench.consumer('wd-1')).not.toContainText(/reconnecting/i)
  })

  await test.step('failover with the link cut: the lab goes on at the new primary', async () => {
    await choose('Replica and failover', 'Add a replica')
    await workbench.chip().click()
    await expect(page.getByRole('menu')).toContainText('its link is up')
    await page.keyboard.press('Escape')
    await choose('Replica and failover', 'Cut the replication link')
    await expect(page.getByText('The replication link is cut.')).toBeVisible()
    await page.getByRole('button', { name: 'Fail over…' }).click()
    await dialog.getByRole('button', { name: 'Kill the primary' }).click()
    await expect(page.getByText(/Failover: the primary was killed/).first()).toBeVisible()
    await expect(workbench.chip()).toHaveAccessibleName(/ready/)
    await expect(server.cli('PING')).rejects.toThrow()
    const moved = await openSandboxCli(opened)
    const length = Number(await moved.cli('XLEN', ORDERS))
    expect(length).toBeGreaterThan(0)
    await expect.poll(async () => Number(await moved.cli('XLEN', ORDERS))).toBeGreaterThan(length + 5)
    await expect(workbench.consumer('wd-1')).not.toContainText(/reconnecting/i)
  })
  expect(errors).toEqual([])
})

test('keys of a lab that was killed with its Sluice are offered at the next start, and cleaned; others are not touched', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XADD', 'orders', '1-0', 'n', '1')
  await server.cli('SET', 'sluice:labour', 'not a lab')
  const first = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(5)
  await expect(first.page.getByText(/of labs that do not run any more/)).toHaveCount(0)
  const ended = first.server === undefined ? first.app?.waitForEvent('close') : once(first.server.process, 'exit')
  process.kill(first.hostPid, 'SIGKILL')
  await ended
  await expect.poll(async () => (await server.cli('CLIENT', 'LIST')).includes('name=sluice:')).toBe(false)
  expect(await server.cli('EXISTS', ORDERS)).toBe('1')

  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const dialog = page.getByRole('dialog')
  await expect(page.getByText(/1 key of labs that do not run any more is on/)).toBeVisible()
  await page.getByRole('button', { name: 'Look at them…' }).click()
  await expect(dialog.getByRole('row', { name: new RegExp(ORDERS) })).toContainText('stream')
  expect(await server.cli('EXISTS', ORDERS)).toBe('1')
  await dialog.getByRole('button', { name: 'Clean 1' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText(/of labs that do not run any more/)).toHaveCount(0)
  expect((await server.cli('KEYS', '*')).split('\n').sort()).toEqual(['orders', 'sluice:labour'])
  expect(errors).toEqual([])
})
