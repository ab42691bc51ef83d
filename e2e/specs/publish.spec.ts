import type { Page } from 'playwright/test'
import { startFaultProxy } from '../../src/main/core/redis/testing/fault-proxy'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const KEY = 'sluice:lab:hand'

/** The Publish view in the words of a person. */
function publishing(page: Page) {
  const main = page.getByRole('main', { name: 'Publish' })
  return {
    main,
    button: main.getByRole('button', { name: 'Publish', exact: true }),
    history: page.getByRole('region', { name: 'Published in this session' }),
    async writeJson(text: string): Promise<void> {
      await page.getByRole('radio', { name: 'One JSON field' }).click()
      await expect(page.locator('.monaco-editor').first()).toBeVisible()
      await page.locator('.monaco-editor').first().click()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      // Key by key: the editor closes brackets by itself, and types over what it closed.
      await page.keyboard.type(text)
    },
    async writeField(name: string, value: string): Promise<void> {
      await page.getByRole('radio', { name: 'Fields' }).click()
      await page.getByRole('textbox', { name: /^Name of field 1/ }).fill(name)
      await page.getByRole('textbox', { name: /^Value of field 1/ }).fill(value)
    },
    id: page.getByRole('textbox', { name: 'Entry id' })
  }
}

test('publishing by hand: JSON checked, ids by the server’s rules, trimming, and a mistyped key creates nothing', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  for (const at of [1, 2, 3]) await server.cli('XADD', KEY, `${at}-0`, 'n', String(at))
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch(KEY)
  await workbench.open('Publish')
  const form = publishing(page)

  await test.step('invalid JSON is not sent, and the line is named', async () => {
    await form.writeJson('{\n  "a": 1,\n  "b": }')
    await expect(form.main).toContainText(/Line 3, column \d+/)
    await expect(form.button).toHaveAttribute('aria-disabled', 'true')
    await page.keyboard.press('Control+Enter')
    expect(await server.cli('XLEN', KEY)).toBe('3')
    await form.writeJson('{"a": 1}')
    await expect(form.main).toContainText('Valid JSON.')
  })

  await test.step('an id that is too low: the server’s words and a next step', async () => {
    await form.writeField('kind', 'hand')
    await form.id.fill('2-5')
    await form.button.click()
    await expect(form.main.getByRole('alert')).toContainText(/equal or smaller than the target stream top item.*try again/)
    expect(await server.cli('XLEN', KEY)).toBe('3')
    await form.id.fill('nonsense')
    await expect(form.main).toContainText('Not an id.')
    await expect(form.button).toHaveAttribute('aria-disabled', 'true')
  })

  await test.step('the sequence left to the server', async () => {
    await form.id.fill('7-*')
    await form.button.click()
    await expect(form.history).toContainText('7-0')
    await form.button.click()
    await expect(form.history).toContainText('7-1')
    expect(await server.cli('XRANGE', KEY, '7-0', '7-1')).toBe('7-0\nkind\nhand\n7-1\nkind\nhand')
    await form.id.fill('*')
  })

  await test.step('MAXLEN exactly, as the command says', async () => {
    await page.getByRole('radio', { name: 'MAXLEN' }).click()
    await page.getByRole('spinbutton', { name: 'Keep at most' }).or(page.getByRole('textbox', { name: 'Keep at most' })).fill('2')
    await page.getByRole('radio', { name: '= exactly' }).click()
    await expect(form.main).toContainText(`XADD ${KEY} NOMKSTREAM MAXLEN = 2 * kind hand`)
    await form.button.click()
    await expect.poll(() => server.cli('XLEN', KEY)).toBe('2')
    await page.getByRole('radio', { name: 'None' }).click()
  })

  await test.step('a key that is not there', async () => {
    await page.getByRole('button', { name: 'Another key…' }).click()
    await page.getByRole('textbox', { name: 'Key' }).fill(`${KEY}-mistyped`)
    await form.button.click()
    await expect(form.main.getByRole('alert')).toContainText(/There is no stream .*create the stream/)
    expect(await server.cli('EXISTS', `${KEY}-mistyped`)).toBe('0')
    await page.getByRole('button', { name: 'Back to the chosen stream' }).click()
  })

  await test.step('an entry again', async () => {
    await workbench.open('Entries')
    await page.getByRole('row', { name: /^7-1/ }).click()
    await workbench.inspector().getByRole('button', { name: 'Publish again…' }).click()
    await expect(form.main).toContainText('Filled from 7-1')
    const before = Number(await server.cli('XLEN', KEY))
    await form.button.click()
    await expect.poll(async () => Number(await server.cli('XLEN', KEY))).toBe(before + 1)
    expect((await server.cli('XREVRANGE', KEY, '+', '-', 'COUNT', '1')).split('\n').slice(1)).toEqual(['kind', 'hand'])
  })
  expect(errors).toEqual([])
})

test('TRUST C2 an entry whose reply was lost: unknown, said so, and never sent again', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XGROUP', 'CREATE', KEY, 'g', '0', 'MKSTREAM')
  const proxy = await startFaultProxy(server.port)
  try {
    const { page, errors } = await openWorkbench({ args: ['--redis', `redis://127.0.0.1:${proxy.port}`] })
    const workbench = new WorkbenchPage(page)
    await workbench.watch(KEY)
    await workbench.open('Publish')
    const form = publishing(page)
    await form.writeField('once', 'only')
    proxy.become({ kind: 'slow', ms: 20_000 })
    await form.button.click()
    await expect.poll(() => server.cli('XLEN', KEY)).toBe('1')
    await expect(form.history).toContainText('sending')
    proxy.cutAll()
    proxy.become({ kind: 'none' })
    await expect(form.main).toContainText(/Not known whether it was added/)
    await expect(form.main).toContainText('Sluice does not send it again by itself.')
    await expect(form.history).toContainText('unknown')
    // Connected again, nothing is sent by itself.
    await expect(workbench.chip()).toHaveAccessibleName(/ready/, { timeout: 30_000 })
    await form.main.getByRole('button', { name: 'Look in Entries' }).click()
    await expect(page.getByRole('row', { name: /once.*only/ })).toHaveCount(1)
    expect(await server.cli('XLEN', KEY)).toBe('1')
    expect(errors).toEqual([])
  } finally {
    await proxy.close()
  }
})
