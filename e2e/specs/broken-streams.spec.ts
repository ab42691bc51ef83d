import { ORDERS, readGroups } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const CONSUMERS = ['wd-1', 'wd-2', 'ap-1', 'ap-2', 'ns-1', 'ns-2']

test('a key that is not a stream is named for what it is, and looked at again when it is one', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('SET', 'plain', 'text')
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch('plain')
  await expect(workbench.main()).toContainText('This key is not a stream')
  await expect(workbench.main()).toContainText('holds a string')
  for (const view of ['Entries', 'Pending'] as const) {
    await workbench.open(view)
    await expect(workbench.main()).toContainText(/not a stream/)
    await expect(workbench.main()).toContainText('string')
  }
  await server.cli('DEL', 'plain')
  await expect(workbench.main()).toContainText('The stream is not there')
  await server.cli('XADD', 'plain', '7-1', 'a', 'b')
  await server.cli('XGROUP', 'CREATE', 'plain', 'g', '0')
  await workbench.open('Flow')
  await expect(workbench.group('g')).toBeVisible()
  await workbench.open('Entries')
  await expect(page.getByRole('row', { name: /7-1/ })).toBeVisible()
  expect(errors).toEqual([])
})

test('a group destroyed under its workers parks them, a stream deleted parks all, and Start goes on from there', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  const acked = async (group: string): Promise<number> => {
    const facts = (await readGroups(server, ORDERS)).get(group)
    return Number(facts?.get('entries-read') ?? 0) - Number(facts?.get('pending') ?? 0)
  }
  await expect.poll(() => acked('webhook-delivery')).toBeGreaterThan(0)

  await test.step('the workers of a destroyed group stop with a reason and a next step; the other groups go on', async () => {
    await server.cli('XGROUP', 'DESTROY', ORDERS, 'webhook-delivery')
    for (const name of ['wd-1', 'wd-2']) await expect(workbench.consumer(name)).toContainText(/parked/)
    await workbench.consumer('wd-1').getByRole('button', { name: 'wd-1', exact: true }).click()
    await expect(workbench.inspector()).toContainText(/parked: NOGROUP .*Create the group or the stream again, then start the worker\./)
    await expect(workbench.inspector()).toContainText('The group is gone from the server, and with it what this consumer held.')
    const before = await acked('analytics-pipeline')
    await expect.poll(() => acked('analytics-pipeline')).toBeGreaterThan(before)
    expect((await readGroups(server, ORDERS)).has('webhook-delivery')).toBe(false)
  })

  await test.step('the tooltip with the whole reason stays while it is pointed at, and what lies beneath it can be pressed', async () => {
    const [words, start, tooltip] = [workbench.consumer('wd-1').getByText(/^parked/), workbench.consumer('wd-1').getByRole('button', { name: 'Start' }), page.getByRole('tooltip')]
    await words.hover()
    await expect(tooltip).toContainText('NOGROUP')
    const [over, under] = [await tooltip.boundingBox(), await start.boundingBox()]
    if (over === null || under === null) throw new Error('both are drawn')
    const middle = { x: under.x + under.width / 2, y: under.y + under.height / 2 }
    expect([middle.x > over.x, middle.x < over.x + over.width, middle.y > over.y, middle.y < over.y + over.height]).toEqual([true, true, true, true])
    await page.mouse.move(middle.x, middle.y, { steps: 5 })
    await expect(tooltip).toContainText('NOGROUP')
  })

  await test.step('started, they make their group again and work', async () => {
    for (const name of ['wd-1', 'wd-2']) await workbench.consumer(name).getByRole('button', { name: 'Start' }).click()
    // Both: one that has yet to start would make the group again later, and not find it gone in the next step.
    for (const name of ['wd-1', 'wd-2']) await expect(workbench.consumer(name)).toHaveAttribute('data-status', 'running')
    await expect.poll(() => acked('webhook-delivery')).toBeGreaterThan(0)
    await expect(workbench.fact('webhook-delivery', 'lag')).toHaveText(/\d/)
  })

  await test.step('a deleted stream comes back with its next entry, without its groups', async () => {
    await server.cli('DEL', ORDERS)
    for (const name of CONSUMERS) await expect(workbench.consumer(name)).toContainText(/parked/)
    await expect(workbench.main()).toContainText(/not there any more/)
    await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(0)
    for (const name of CONSUMERS) await workbench.consumer(name).getByRole('button', { name: 'Start' }).click()
    for (const group of ['webhook-delivery', 'analytics-pipeline', 'notification-sender']) await expect.poll(() => acked(group)).toBeGreaterThan(0)
    await expect(workbench.main()).not.toContainText(/not there any more/)
    for (const name of CONSUMERS) await expect(workbench.consumer(name)).not.toContainText(/parked/)
  })
  expect(errors).toEqual([])
})

test('a server killed and started again under the lab: its workers live on', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(5)
  await server.kill()
  await expect(workbench.consumer('wd-1')).toContainText(/reconnecting/)
  await expect(workbench.main()).toContainText(/out of reach for/)
  await server.restart()
  for (const name of CONSUMERS) await expect(workbench.consumer(name)).not.toContainText(/reconnecting|parked/, { timeout: 30_000 })
  await expect.poll(async () => {
    const groups = await readGroups(server, ORDERS).catch(() => new Map<string, Map<string, string>>())
    return [...groups.values()].filter((facts) => Number(facts.get('entries-read')) > Number(facts.get('pending'))).length
  }, { timeout: 30_000 }).toBe(3)
  await expect(workbench.main()).not.toContainText(/out of reach/)
  await workbench.dock().getByRole('tab', { name: /Notices/ }).click()
  await expect(workbench.dock()).toContainText(/restarted|came back|new server|another run/i)
  expect(errors).toEqual([])
})
