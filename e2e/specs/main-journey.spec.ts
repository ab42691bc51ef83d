import { ORDERS, readGroups, readHeld } from '../fixtures/redis-words'
import { openSandboxCli } from '../fixtures/sandbox-cli'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const GROUPS = ['webhook-delivery', 'analytics-pipeline', 'notification-sender']

const SERVERS = ['a server', 'the built-in sandbox'] as const

for (const on of SERVERS) test(`on ${on} a stream through three groups: publish, crash, see it wait, reclaim, and every number agrees with redis-cli`, async ({ openWorkbench, startServer }) => {
  const own = on === 'a server' ? await startServer() : undefined
  const opened = await openWorkbench({ args: [...(own === undefined ? ['--sandbox-server', 'built-in'] : ['--redis', own.url]), '--lab', 'orders'], motion: true })
  const server = own ?? await openSandboxCli(opened)
  const { page, errors } = opened
  const workbench = new WorkbenchPage(page)

  await test.step('the lab flows through its three groups', async () => {
    for (const group of GROUPS) await expect(workbench.group(group)).toBeVisible()
    for (const name of ['wd-1', 'wd-2', 'ap-1', 'ap-2', 'ns-1', 'ns-2']) await expect(workbench.consumer(name)).toBeVisible()
    await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(20)
  })

  await test.step('with everything held, length, lag and pending are what the server says', async () => {
    await workbench.holdAll()
    // Quiet: nothing is added any more, and nobody acks.
    await expect.poll(async () => {
      const before = await server.cli('XINFO', 'STREAM', ORDERS)
      const groups = await server.cli('XINFO', 'GROUPS', ORDERS)
      await page.waitForFunction(() => new Promise((resolve) => requestAnimationFrame(() => resolve(true))))
      return before === await server.cli('XINFO', 'STREAM', ORDERS) && groups === await server.cli('XINFO', 'GROUPS', ORDERS)
    }).toBe(true)
    await expect(page.getByRole('region', { name: 'Stream' })).toContainText(`${await server.cli('XLEN', ORDERS)} entries`)
    for (const [name, facts] of await readGroups(server, ORDERS)) {
      await expect(workbench.fact(name, 'pending')).toHaveText(facts.get('pending') ?? '')
      await expect(workbench.fact(name, 'lag')).toHaveText(facts.get('lag') ?? '')
    }
    await workbench.releaseAll()
  })

  await test.step('an entry published by hand is in the stream, bytes as typed', async () => {
    await workbench.open('Publish')
    await page.getByRole('radio', { name: 'Fields' }).click()
    await page.getByRole('textbox', { name: /^Name of field 1/ }).fill('order_id')
    await page.getByRole('textbox', { name: /^Value of field 1/ }).fill('ORD-1 <b>é</b>')
    await page.getByRole('main').getByRole('button', { name: 'Publish', exact: true }).click()
    const session = page.getByRole('region', { name: 'Published in this session' })
    await expect(session).toContainText(/\d+-\d+/)
    const id = /\d{13}-\d+/.exec(await session.innerText())?.[0] ?? ''
    expect(await server.cli('XRANGE', ORDERS, id, id)).toBe(`${id}\norder_id\nORD-1 <b>é</b>`)
  })

  await test.step('a consumer crashed before its XACK leaves its entry pending, and its socket closes', async () => {
    await workbench.open('Flow')
    const sockets = async (): Promise<number> => (await server.cli('CLIENT', 'LIST')).split('\n').filter((line) => /name=sluice:[^ ]*worker/.test(line)).length
    await expect.poll(sockets).toBe(7)
    await workbench.atGate('wd-1', 'Crash', 'G5')
    await expect(workbench.consumer('wd-1')).toContainText(/crashed/i)
    await expect(workbench.consumer('wd-1')).toContainText('G5')
    await expect.poll(sockets).toBe(6)
    expect((await readHeld(server, ORDERS, 'webhook-delivery', 'wd-1')).length).toBeGreaterThan(0)
    expect(await server.cli('INFO', 'commandstats')).not.toContain('cmdstat_quit')
  })

  let stuck = ''
  await test.step('Pending shows what it held, ageing', async () => {
    stuck = (await readHeld(server, ORDERS, 'webhook-delivery', 'wd-1'))[0]?.id ?? ''
    await workbench.open('Pending')
    await page.getByRole('combobox', { name: 'Group' }).click()
    await page.getByRole('option', { name: /webhook-delivery/ }).click()
    await page.getByRole('textbox', { name: 'Filter' }).fill('owner:wd-1')
    await expect(page.getByRole('checkbox', { name: `Select ${stuck}` })).toBeVisible()
    await expect(page.getByRole('main')).toContainText('wd-1 has been gone for')
    await expect.poll(async () => (await readHeld(server, ORDERS, 'webhook-delivery', 'wd-1'))[0]?.idle ?? 0).toBeGreaterThan(2000)
  })

  await test.step('claimed to wd-2 it is delivered again, worked on and acknowledged', async () => {
    await page.getByRole('checkbox', { name: 'Select all rows of the filter' }).click()
    await page.getByRole('combobox', { name: 'To' }).click()
    await page.getByRole('option', { name: /wd-2/ }).click()
    await expect(page.getByRole('region', { name: 'Actions on pending entries' })).toContainText(`XCLAIM ${ORDERS} webhook-delivery wd-2 0`)
    await page.getByRole('button', { name: /^Claim \d+ to wd-2/ }).click()
    await expect.poll(async () => (await readHeld(server, ORDERS, 'webhook-delivery', 'wd-1')).length).toBe(0)
    // wd-2 is ours and alive: it takes up what was claimed for it.
    await expect.poll(async () => server.cli('XPENDING', ORDERS, 'webhook-delivery', stuck, stuck, '1')).toBe('')
  })

  await test.step('its life line tells the whole story', async () => {
    await workbench.open('Entries')
    await page.getByRole('textbox', { name: 'Go to id or time' }).fill(stuck)
    await page.keyboard.press('Enter')
    await page.getByRole('row', { name: new RegExp(stuck) }).click()
    const inspector = page.getByRole('complementary', { name: 'Inspector' })
    await expect(inspector).toContainText(stuck)
    await expect(inspector).toContainText('webhook-delivery')
    await expect(inspector).toContainText(/claimed/)
    await expect(inspector).toContainText(/wd-2/)
  })

  await test.step('nothing is lost, and the numbers agree to the end', async () => {
    await workbench.open('Flow')
    await expect(page.getByRole('region', { name: 'Nothing lost?' })).toContainText('nothing lost')
    for (const group of GROUPS) await expect(page.getByRole('region', { name: 'Nothing lost?' })).toContainText(group)
  })
  expect(errors).toEqual([])
})
