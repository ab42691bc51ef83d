import { Redis } from 'ioredis'
import type { TestServer } from '../../src/main/core/redis/testing/redis-server'
import { HOSTILE_NAMES, HOSTILE_VALUES, watchForHarm } from '../fixtures/hostile'
import { tour } from '../fixtures/tour'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const connect = (server: TestServer): Redis => new Redis(server.port, '127.0.0.1')

/** The fields of an entry, names and values in turn. */
async function readFields(client: Redis, key: Buffer | string, id: string): Promise<Buffer[]> {
  const reply = await client.callBuffer('XRANGE', [key, id, id]) as [Buffer, Buffer[]][]
  return reply[0]?.[1] ?? []
}

test('TRUST R4 names that attack: every view shows them as text', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const client = connect(server)
  for (const key of HOSTILE_NAMES) {
    const fields = HOSTILE_NAMES.flatMap((name) => [name, key])
    for (const at of [1, 2, 3]) await client.callBuffer('XADD', [key, `${at}-0`, ...fields])
    for (const group of HOSTILE_NAMES) {
      await client.callBuffer('XGROUP', ['CREATE', key, group, '0'])
      await client.callBuffer('XREADGROUP', ['GROUP', group, group, 'COUNT', '2', 'STREAMS', key, '>'])
    }
  }
  client.disconnect()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.chip()).toHaveAccessibleName(/ready/)
  const watch = watchForHarm(page)
  const picker = page.getByRole('button', { name: /^(Choose a stream|Stream )/ })
  for (let index = 0; index < HOSTILE_NAMES.length; index++) {
    const before = await picker.getAttribute('aria-label')
    await picker.click()
    const found = page.locator('section', { has: page.getByRole('heading', { name: /^Found on/ }) }).getByRole('button', { name: /3 entries$/ })
    await expect(found).toHaveCount(HOSTILE_NAMES.length - index)
    await found.first().click()
    // The stream before has as many groups; what would be selected on it goes when this one comes.
    await expect(picker).not.toHaveAttribute('aria-label', before ?? '')
    await expect(workbench.main().getByRole('region', { name: /^Group / })).toHaveCount(HOSTILE_NAMES.length)
    expect(await watch.findings()).toEqual([])
  }
  await expect(workbench.main()).toContainText('<img src=x onerror="window.canary=1">')
  await expect(workbench.main()).toContainText('\\u{202e}')
  await expect(workbench.main()).toContainText('\\xff\\xfe\\x00\\x80\\r\\n')
  await expect(workbench.main()).toContainText('(empty name)')

  await test.step('inspectors of groups, consumers and entries', async () => {
    const groups = workbench.main().getByRole('region', { name: /^Group / })
    for (const heading of await groups.getByRole('heading', { level: 3 }).getByRole('button').all()) {
      await heading.click()
      await expect(workbench.inspector().getByRole('region', { name: 'Facts' })).toBeVisible()
      expect(await watch.findings()).toEqual([])
    }
    for (const heading of await groups.getByRole('article').getByRole('heading').getByRole('button').all()) {
      await heading.click()
      await expect(workbench.inspector().getByRole('region', { name: 'By the server' })).toBeVisible()
    }
    await workbench.open('Entries')
    await page.getByRole('row', { name: /^2-0/ }).click()
    for (const form of ['Raw', 'Hex', 'Payload']) await workbench.inspector().getByRole('tab', { name: form }).click()
    await expect(workbench.inspector()).toContainText('<img src=x onerror="window.canary=1">')
    expect(await watch.findings()).toEqual([])
  })

  await test.step('each group’s pending list, with the claim dialog', async () => {
    await workbench.open('Pending')
    for (let index = 0; index < HOSTILE_NAMES.length; index++) {
      await page.getByRole('combobox', { name: 'Group' }).click()
      await page.getByRole('option').nth(index).click()
      await page.getByRole('checkbox', { name: 'Select 1-0' }).click()
      await expect(page.getByRole('region', { name: 'Actions on pending entries' })).toContainText('XCLAIM')
      expect(await watch.findings()).toEqual([])
    }
  })

  await test.step('palette and the rest', async () => {
    await tour(workbench)
    await workbench.findCommand('look at')
    await expect(page.getByRole('option')).toHaveCount(HOSTILE_NAMES.length)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
  expect(await watch.findings()).toEqual([])
  expect(watch.requests).toEqual([])
  expect(watch.dialogs).toEqual([])
  expect(errors).toEqual([])
})

test('TRUST R7 values that attack: shown as text, and published again byte for byte', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const client = connect(server)
  const fields = HOSTILE_VALUES.flatMap((value, index) => [HOSTILE_NAMES[index % HOSTILE_NAMES.length] ?? '', value])
  await client.callBuffer('XADD', ['odd', '1-0', ...fields])
  await client.callBuffer('XADD', ['odd', '2-0', ...Array.from({ length: 300 }, (_, index) => [`field-${index}`, `<b>${index}</b>`]).flat()])
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch('odd')
  await workbench.arm(`127.0.0.1:${server.port}`)
  const watch = watchForHarm(page)
  await workbench.open('Entries')
  await page.getByRole('row', { name: /^2-0/ }).click()
  await expect(workbench.inspector()).toContainText('300 fields')
  await page.getByRole('row', { name: /^1-0/ }).click()
  await expect(workbench.inspector()).toContainText('<script>window.canary=1</script>')
  for (const form of ['Raw', 'Hex', 'Payload']) await workbench.inspector().getByRole('tab', { name: form }).click()
  expect(await watch.findings()).toEqual([])

  await workbench.inspector().getByRole('button', { name: 'Publish again…' }).click()
  await expect(workbench.main()).toContainText('Filled from 1-0')
  expect(await watch.findings()).toEqual([])
  await workbench.main().getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('dialog', { name: 'Publish a large entry?' }).getByRole('button', { name: /^Publish/ }).click()
  await expect(page.getByRole('region', { name: 'Published in this session' })).toContainText(/\d{13}-\d+/)
  const id = /\d{13}-\d+/.exec(await page.getByRole('region', { name: 'Published in this session' }).innerText())?.[0] ?? ''
  const again = await readFields(client, 'odd', id)
  expect(again.length).toBe(fields.length)
  const original = await readFields(client, 'odd', '1-0')
  expect(again.findIndex((field, index) => !field.equals(original[index] ?? Buffer.alloc(0)))).toBe(-1)
  client.disconnect()
  expect(await watch.findings()).toEqual([])
  expect(watch.requests).toEqual([])
  expect(watch.dialogs).toEqual([])
  expect(errors).toEqual([])
})
