import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../fixtures/launch-server'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const STREAM = 'sluice:lab:tickets'
/** Its reader takes a minute for an event, so that a lock is not released while a test looks. */
const LAB = `sluice: 1
name: tickets
title: Tickets
streams:
  - { name: tickets, trim: { maxLen: 10000 } }
intake: { stream: tickets, jobTimeoutMs: 60000, maxBytes: 4096 }
groups:
  - name: agents
    stream: tickets
    consumers: [agent]
    handler: { name: answer, processing: { fixedMs: 60000 } }
    releaseLock: deduplication_key
`

/** As curl does: a plain request of another program. */
async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } })
  return { status: answer.status, body: await answer.json() }
}

test('A1, A2 a webhook posted to the URL that is shown becomes an entry, and its second delivery a duplicate', async ({ openWorkbench, startServer, dataFolder }) => {
  const server = await startServer()
  const file = join(dataFolder, 'mine.lab.yaml')
  await writeFile(file, LAB)
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', file] })
  const workbench = new WorkbenchPage(page)
  await workbench.open('Labs')
  await page.getByRole('navigation', { name: 'Known labs' }).getByRole('button', { name: /^Tickets running/ }).click()
  await page.getByRole('tab', { name: 'Intake' }).click()
  const url = (await page.getByRole('group', { name: 'Intake URL' }).innerText()).trim()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/intake\/[\w-]{43}$/)
  await expect(page.getByRole('group', { name: 'Intake as curl' })).toContainText(/curl -sS -H 'Content-Type: application\/json' -d '\{"incident_id":"zd-[0-9a-f]{8}"/)
  const answered = (outcome: string) => page.getByRole('table', { name: 'Deliveries' }).getByRole('row', { name: new RegExp(`^${outcome}`) }).getByRole('cell').first()
  const again = page.getByRole('button', { name: 'Send it again' })
  await expect(again).toHaveAttribute('aria-disabled', 'true')
  await expect(again).toHaveAccessibleDescription('Nothing was delivered yet.')

  const event = JSON.stringify({ incident_id: 'dd-7', source: 'datadog', severity: 'critical', description: 'disk almost full' })
  const first = await post(url, event)
  expect(first).toEqual({ status: 200, body: { status: 'accepted', id: expect.stringMatching(/^\d{13}-\d+$/) as unknown } })
  const { id } = first.body as { id: string }
  await expect(answered('accepted')).toHaveText('1')
  await expect(page.getByText(/datadog-dd-7: accepted .* ago as/)).toBeVisible()

  await test.step('the entry is there to be seen, from its key to its life', async () => {
    await page.getByRole('button', { name: id, exact: true }).click()
    await expect(workbench.inspector()).toContainText('added by the intake')
    await page.keyboard.press('Escape')
    await workbench.open('Entries')
    await expect(workbench.main()).toContainText(id)
    await expect(workbench.main()).toContainText('datadog-dd-7')
    await workbench.open('Labs')
  })

  expect(await post(url, event)).toEqual({ status: 200, body: { status: 'duplicate' } })
  await expect(answered('duplicate')).toHaveText('1')
  expect(await server.cli('XLEN', STREAM)).toBe('1')
  expect(await post(url, 'no json')).toEqual({ status: 400, body: { status: 'refused', error: 'The body is not JSON.' } })
  expect(await post(url.slice(0, -1), event)).toMatchObject({ status: 401 })
  expect(await post(url, ' '.repeat(5000))).toMatchObject({ status: 413 })
  await expect(answered('refused')).toHaveText('3')
  await expect(page.getByText(/413 .* ago: The body is larger than 4096 bytes\./)).toBeVisible()

  await test.step('the buttons do what they say, over HTTP', async () => {
    await page.getByRole('button', { name: 'Send one' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Answered 200 {"status":"accepted","id":' })).toBeVisible()
    await expect(answered('accepted')).toHaveText('2')
    await again.click()
    await expect(page.getByRole('status').filter({ hasText: 'Answered 200 {"status":"duplicate"}' })).toBeVisible()
    await page.getByRole('button', { name: 'Send a burst' }).click()
    await expect(page.getByRole('status').filter({ hasText: '50 delivered: 40 accepted, 10 duplicate' })).toBeVisible()
    await expect(answered('accepted')).toHaveText('42')
    await expect(answered('duplicate')).toHaveText('12')
    expect(await server.cli('XLEN', STREAM)).toBe('42')
  })
  if (process.env['SLUICE_SCREENSHOTS'] === '1') await page.screenshot({ path: join(ROOT, 'test-results/intake.png') })

  await test.step('Flow tells what it took', async () => {
    await workbench.open('Flow')
    await expect(page.getByRole('region', { name: 'Producers' })).toContainText(/intake\s*42 accepted, 12 duplicate/)
    if (process.env['SLUICE_SCREENSHOTS'] === '1') await page.screenshot({ path: join(ROOT, 'test-results/intake-flow.png') })
  })

  await test.step('the endpoint goes with the lab', async () => {
    await workbench.open('Labs')
    await page.getByRole('button', { name: 'Stop…' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click()
    await expect.poll(() => post(url, event).then(() => 'answers', () => 'closed')).toBe('closed')
    // It was started from a path: it stays to be started again, or saved.
    await expect(page.getByRole('navigation', { name: 'Known labs' }).getByRole('button', { name: /^Tickets unsaved/ })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start', exact: true })).not.toHaveAttribute('aria-disabled')
    await page.getByRole('tab', { name: 'File' }).click()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(page.getByRole('navigation', { name: 'Known labs' }).getByRole('button', { name: /^Tickets saved/ })).toBeVisible()
  })
  expect(errors).toEqual([])
})

test('incidents lives by itself, and takes webhooks beside its producers', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const key = 'sluice:lab:flipturn:incidents'
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'incidents'] })
  const workbench = new WorkbenchPage(page)
  await expect.poll(async () => Number(await server.cli('XLEN', key))).toBeGreaterThan(2)
  await workbench.open('Labs')
  await page.getByRole('tab', { name: 'Intake' }).click()
  const url = (await page.getByRole('group', { name: 'Intake URL' }).innerText()).trim()
  const event = JSON.stringify({ incident_id: 'zd-e2e', source: 'zendesk', severity: 'low', description: '' })
  const answer = await post(url, event)
  expect(answer).toMatchObject({ status: 200, body: { status: 'accepted' } })
  const { id } = answer.body as { id: string }
  expect(await server.cli('XRANGE', key, id, id)).toBe(`${id}\nsignal\n${event}\ndeduplication_key\nzendesk-zd-e2e`)
  expect(errors).toEqual([])
})
