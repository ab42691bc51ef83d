import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { ROOT } from '../fixtures/launch-server'
import { expect, test, type OpenWorkbench } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

async function choose(page: Page, title: string): Promise<Locator> {
  await page.getByRole('navigation', { name: 'Comparisons' }).getByRole('button', { name: new RegExp(`^${title}`) }).click()
  const card = page.getByRole('article', { name: title })
  await expect(card).toBeVisible()
  return card
}

async function fill(card: Locator, label: string, value: string): Promise<void> {
  await card.getByRole('textbox', { name: label }).fill(value)
}

async function start(card: Locator): Promise<void> {
  await card.getByRole('button', { name: /^Start/ }).click()
  await expect(card).toContainText('runs for')
}

async function stop(card: Locator): Promise<void> {
  await card.getByRole('button', { name: 'Stop', exact: true }).click()
  await expect(card).toContainText('stopped after')
}

/** The first number that a text has. */
async function numberIn(locator: Locator): Promise<number> {
  return Number(/[\d,]+(?:\.\d+)?/.exec(await locator.innerText())?.[0].replaceAll(',', '') ?? Number.NaN)
}

const fact = (way: Locator, term: string): Locator => way.getByRole('term').filter({ hasText: term }).locator('xpath=following-sibling::dd[1]')
const cell = (table: Locator, row: string, column: number): Locator => table.getByRole('row', { name: new RegExp(`^${row}`) }).getByRole('cell').nth(column)

/** Pictures for a person to look at, in both themes and both sizes. */
async function picture({ app, page }: OpenWorkbench, name: string): Promise<void> {
  if (process.env['SLUICE_SCREENSHOTS'] !== '1' || app !== undefined) return
  for (const theme of ['dark', 'light'] as const) {
    const turn = page.getByRole('button', { name: `Turn to the ${theme} theme` })
    if (await turn.count() > 0) await turn.click()
    for (const [width, height] of [[1440, 900], [1024, 700]] as const) {
      await page.setViewportSize({ width, height })
      await page.screenshot({ path: join(ROOT, `test-results/compare-${name}-${theme}-${width}.png`) })
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 })
}

test('A8: a polling and a blocking worker side by side: commands, cost and latency move, and nothing is left', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const opened = await openWorkbench({ args: ['--redis', server.url] })
  const { page, errors } = opened
  const workbench = new WorkbenchPage(page)
  await workbench.open('Compare')
  const card = await choose(page, 'Polling or blocking')
  await fill(card, 'Entries per second', '4')
  await fill(card, 'Polls every', '250')
  await start(card)
  const table = card.getByRole('table', { name: 'Polling and blocking' })
  await expect.poll(() => numberIn(cell(table, 'Commands so far', 0))).toBeGreaterThan(15)
  await expect.poll(() => numberIn(cell(table, 'Entries received', 1))).toBeGreaterThan(5)
  await expect(cell(table, 'Arithmetic', 0)).toHaveText('345,600, 10,368,000')
  await expect(cell(table, 'Arithmetic', 1)).toHaveText('1,440, 43,200')
  await expect(cell(table, 'Waited for a reader', 0)).toContainText('ms')
  await expect(card).toContainText(/The server counted [\d,]+ XREADGROUP and XACK of all its clients/)
  expect(await server.cli('KEYS', 'sluice:lab:compare:*')).toMatch(/^sluice:lab:compare:polling:\w+$/)

  await test.step('the price is the person\'s, and is kept', async () => {
    await fill(card, 'Price of 100,000 commands', '5')
    await fill(card, 'Currency', 'EUR')
    await expect(cell(table, 'Cost a month', 0)).toContainText('EUR ')
    await page.reload()
    await workbench.open('Compare')
    await expect(card.getByRole('textbox', { name: 'Price of 100,000 commands' })).toHaveValue('5')
  })
  await picture(opened, 'polling')

  await test.step('its workers are workers like any other, to be seen in Flow', async () => {
    await card.getByRole('button', { name: 'Show in Flow' }).click()
    await expect(workbench.consumer('poller')).toBeVisible()
    await expect(workbench.consumer('waiter')).toBeVisible()
    await workbench.open('Compare')
  })
  await stop(card)
  expect(await server.cli('KEYS', 'sluice:lab:*')).toBe('')
  // What was measured stays to be read.
  await expect.poll(() => numberIn(cell(table, 'Commands so far', 0))).toBeGreaterThan(15)
  expect(errors).toEqual([])
})

test('D1: both readers are restarted: the channel has a gap, the stream has none', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const opened = await openWorkbench({ args: ['--redis', server.url] })
  const { page, errors } = opened
  await new WorkbenchPage(page).open('Compare')
  const card = await choose(page, 'Pub/Sub or stream')
  await fill(card, 'Messages per second', '10')
  await fill(card, 'A restart takes', '3')
  await start(card)
  const channel = card.getByRole('region', { name: 'Channel' })
  const stream = card.getByRole('region', { name: 'Stream' })
  await expect.poll(() => numberIn(fact(channel, 'received'))).toBeGreaterThan(10)
  expect(await numberIn(fact(channel, 'missed'))).toBe(0)
  const clients = async (): Promise<number> => (await server.cli('CLIENT', 'LIST')).split('\n').filter((line) => /name=sluice:\w+:compare:/.test(line)).length
  expect(await clients()).toBe(2)

  await card.getByRole('button', { name: /^Restart both for 3 s/ }).click()
  await expect(card).toContainText('Both readers are away')
  expect(await clients()).toBe(0)
  await expect.poll(() => numberIn(fact(stream, 'waiting'))).toBeGreaterThan(5)
  await expect.poll(() => numberIn(fact(channel, 'missed'))).toBeGreaterThan(5)
  await expect(card).toContainText('Both readers are there.')
  await expect.poll(() => numberIn(fact(stream, 'waiting'))).toBeLessThan(2)
  await picture(opened, 'pubsub')
  await stop(card)
  const sent = await numberIn(fact(stream, 'sent'))
  expect(await numberIn(fact(stream, 'received'))).toBe(sent)
  expect(await numberIn(fact(stream, 'missed'))).toBe(0)
  expect(await numberIn(fact(channel, 'received')) + await numberIn(fact(channel, 'missed'))).toBe(sent)
  expect(await server.cli('KEYS', 'sluice:lab:*')).toBe('')
  expect(errors).toEqual([])
})

test('D7: mail becomes slow: the chain\'s customers wait and are turned away, those of the events notice nothing', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const opened = await openWorkbench({ args: ['--redis', server.url] })
  const { page, errors } = opened
  await new WorkbenchPage(page).open('Compare')
  const card = await choose(page, 'REST chain or events')
  await fill(card, 'Orders per second', '5')
  await fill(card, 'The chain waits for a service', '700')
  await start(card)
  const customers = card.getByRole('table', { name: 'Customers' })
  const mail = card.getByRole('table', { name: 'Services' }).getByRole('row', { name: /^mail/ })
  await expect.poll(() => numberIn(cell(customers, 'Accepted', 0))).toBeGreaterThan(3)
  await card.getByRole('button', { name: 'Make mail slow (5 s)' }).click()
  await expect.poll(() => numberIn(cell(customers, 'Timed out', 0))).toBeGreaterThan(2)
  await expect.poll(() => numberIn(mail.getByRole('cell').nth(1))).toBeGreaterThan(3)
  expect(await numberIn(cell(customers, 'Timed out', 1))).toBe(0)
  expect(await numberIn(cell(customers, 'Failed', 1))).toBe(0)
  await picture(opened, 'chain')
  await card.getByRole('button', { name: 'Make mail fast again' }).click()
  await mail.getByRole('button', { name: 'Take it down' }).click()
  await expect(mail).toContainText('nothing listens')
  await expect.poll(() => numberIn(cell(customers, 'Failed', 0))).toBeGreaterThan(1)
  await mail.getByRole('button', { name: 'Bring it back' }).click()
  await expect.poll(() => numberIn(mail.getByRole('cell').nth(1)), { timeout: 30_000 }).toBeLessThan(3)
  await stop(card)
  expect(await server.cli('KEYS', 'sluice:lab:*')).toBe('')
  expect(errors).toEqual([])
})

test('A9: a BLOCK beyond the idle limit becomes a phantom and recovers, one below it never does', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const opened = await openWorkbench({ args: ['--redis', server.url] })
  const { page, errors } = opened
  await new WorkbenchPage(page).open('Compare')
  const card = await choose(page, 'BLOCK and the idle limit')
  await fill(card, 'Idle limit of the line', '500')
  await fill(card, 'Long BLOCK', '4000')
  await fill(card, 'Short BLOCK', '150')
  await fill(card, 'Entries per second', '1')
  await start(card)
  const table = card.getByRole('table', { name: 'Long and short BLOCK' })
  await expect(cell(table, 'Its line now', 0)).toContainText('a phantom')
  await expect.poll(() => numberIn(cell(table, 'Entries waiting', 0)), { timeout: 30_000 }).toBeGreaterThan(0)
  await picture(opened, 'idle-limit')
  await expect(cell(table, 'How, the last time', 0)).toContainText('its reply was overdue')
  await expect(cell(table, 'Lines forgotten', 1)).toHaveText('0')
  expect(await numberIn(cell(table, 'Entries done', 1))).toBeGreaterThan(0)
  await stop(card)
  expect(await server.cli('KEYS', 'sluice:lab:*')).toBe('')
  expect(errors).toEqual([])
})
