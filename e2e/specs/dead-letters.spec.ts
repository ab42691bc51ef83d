import type { Page } from 'playwright/test'
import { ROOT } from '../fixtures/launch-server'
import type { Answering } from '../fixtures/redis-words'
import { openSandboxCli } from '../fixtures/sandbox-cli'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const KEY = 'sluice:lab:mail'
const DLQ = `${KEY}:dlq`

/** A dead letter as a consumer of Sluice leaves it; its id. */
function giveUp(server: Answering, handler: string, error: string, payload: string[], stream = KEY): Promise<string> {
  const provenance = { stream, id: '1-0', group: 'send', consumer: 'c-1', handler, deliveries: '4', attempts: '3', error, 'failed-at': '2026-11-27T10:00:00.000Z' }
  return server.cli('XADD', DLQ, '*', ...Object.entries(provenance).flatMap(([name, value]) => [`dlq:${name}`, value]), ...payload)
}

/** The view in the words of a person. */
function letters(page: Page) {
  const main = page.getByRole('main', { name: 'Dead letters' })
  return {
    main,
    table: main.getByRole('table', { name: 'Dead letters' }),
    row: (id: string) => main.getByRole('row').filter({ hasText: id }),
    facet: (name: string, line: RegExp) => main.getByRole('group', { name }).getByRole('button', { name: line }),
    dialog: page.getByRole('dialog', { name: /^Dry run/ }),
    async show(what: 'Letters' | 'Redriven'): Promise<void> {
      await main.getByRole('radio', { name: new RegExp(`^${what}`) }).click()
    },
    log: main.getByRole('table', { name: 'Redriven' })
  }
}

async function look(page: Page, name: string): Promise<void> {
  if (process.env['SLUICE_LOOK'] === undefined) return
  for (const theme of ['light', 'dark']) {
    const turn = page.getByRole('button', { name: `Turn to the ${theme} theme` })
    if (await turn.count() > 0 && await page.getByRole('dialog').count() === 0) await turn.click()
    await page.screenshot({ path: `${ROOT}/test-results/look-${name}-${theme}.png` })
  }
}

test('dead letters are found, read, corrected in the editor, redriven after a dry run, and undone while nobody was given them', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XADD', KEY, '1-0', 'to', 'ann')
  await server.cli('XGROUP', 'CREATE', KEY, 'send', '$')
  const plain = await giveUp(server, 'smtp', 'mailbox full', ['to', 'ann', 'body', 'hi'])
  const broken = await giveUp(server, 'smtp', 'no such field: to', ['data', '{"t0":"bob"}'])
  const lost = await giveUp(server, 'push', 'mailbox full', ['to', 'cyd'], 'sluice:lab:gone')
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch(KEY)
  const view = letters(page)

  await test.step('from the stream to its dead letters, narrowed by facets', async () => {
    await workbench.open('Entries')
    await page.getByRole('button', { name: 'Dead letters of this stream' }).click()
    await expect(view.main).toContainText('3 in the stream')
    await expect(view.row(plain)).toContainText(/waiting.*smtp.*4.*mailbox full/)
    await view.facet('Error', /mailbox full/).click()
    await view.facet('Handler', /smtp/).click()
    await expect(view.row(broken)).toHaveCount(0)
    await expect(view.row(plain)).toHaveCount(1)
    await view.facet('Error', /mailbox full/).click()
    await view.facet('Handler', /smtp/).click()
    await expect(view.row(lost)).toHaveCount(1)
  })

  await test.step('one is opened, corrected, and a mistake in it stands in the way', async () => {
    await view.row(broken).click()
    const pane = page.getByRole('complementary', { name: `Dead letter ${broken}` })
    await expect(pane).toContainText('no such field: to')
    await expect(pane.locator('.monaco-editor').first()).toBeVisible()
    const write = async (text: string): Promise<void> => {
      await pane.locator('.monaco-editor').first().click()
      await page.keyboard.press('Control+a')
      await page.keyboard.press('Delete')
      // Key by key: the editor closes brackets by itself, and types over what it closed.
      await page.keyboard.type(text)
    }
    await write('{"to":')
    await expect(pane).toContainText(/Line 1, column \d+/)
    await expect(pane.getByRole('button', { name: 'Redrive this one…' })).toHaveAttribute('aria-disabled', 'true')
    await write('{"to":"bob"}')
    await expect(pane).toContainText('This goes instead of its payload.')
    await expect(view.row(broken)).toContainText('edited')
    await look(page, 'letters')
  })

  await test.step('the dry run shows every command and what is refused, and sends nothing', async () => {
    await view.main.getByRole('checkbox', { name: 'Select all that wait' }).click()
    await view.main.getByRole('button', { name: 'Redrive 3…' }).click()
    await expect(view.dialog).toContainText('2 would go back, 1 would not.')
    await view.dialog.getByRole('button', { name: new RegExp(lost) }).click()
    await expect(view.dialog).toContainText('Its stream sluice:lab:gone is gone.')
    await view.dialog.getByRole('button', { name: new RegExp(broken) }).click()
    await expect(view.dialog).toContainText(new RegExp(`XADD ${KEY} NOMKSTREAM \\d+-\\d+ dlq:redriven-from ${broken} data`))
    await expect(view.dialog).toContainText(`HSETNX ${DLQ}:reprocessed ${broken}`)
    await look(page, 'dry-run')
    expect(await server.cli('XLEN', KEY)).toBe('1')
    expect(await server.cli('EXISTS', `${DLQ}:reprocessed`)).toBe('0')
  })

  await test.step('redriven: on the stream once, marked, and listed', async () => {
    await view.dialog.getByRole('button', { name: 'Redrive 2' }).click()
    await expect(view.main.getByRole('region', { name: 'Redrive' })).toContainText('2 redriven.')
    expect(await server.cli('XLEN', KEY)).toBe('3')
    const added = await server.cli('XRANGE', KEY, '-', '+')
    expect(added).toContain(`dlq:redriven-from\n${broken}\ndata\n{"to":"bob"}`)
    expect(added).toContain(`dlq:redriven-from\n${plain}\nto\nann\nbody\nhi`)
    await expect(view.row(plain)).toContainText('redriven')
    await expect(view.row(lost)).toContainText('waiting')
    expect(JSON.parse(await server.cli('HGET', `${DLQ}:reprocessed`, plain))).toMatchObject({ stream: KEY, by: 'sluice as default' })
    expect(await server.cli('XLEN', DLQ)).toBe('3')
  })

  await test.step('undone while no group was given it; greyed with its reason from then on', async () => {
    await view.show('Redriven')
    await expect(view.log.getByRole('row')).toHaveCount(3)
    await look(page, 'log')
    await view.log.getByRole('row').filter({ hasText: plain }).getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => server.cli('XLEN', KEY)).toBe('2')
    await expect(view.log.getByText('undone', { exact: true })).toHaveCount(1)
    await server.cli('XREADGROUP', 'GROUP', 'send', 'c-1', 'COUNT', '10', 'STREAMS', KEY, '>')
    const row = view.log.getByRole('row').filter({ hasText: broken })
    await expect(row).toContainText('Group send was given it.')
    await expect(row.getByRole('button', { name: 'Undo' })).toHaveAttribute('aria-disabled', 'true')
    await view.show('Letters')
    await expect(view.row(plain)).toContainText('waiting')
  })
  expect(errors).toEqual([])
})

test('many are redriven one after the other and cancelled on the way: what is done stays done and is listed', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  await server.cli('XADD', KEY, '1-0', 'to', 'ann')
  // By Lua, which a test may use: 600 calls of redis-cli would take longer than the journey.
  await server.cli('EVAL', `for n = 1, 600 do redis.call('XADD', KEYS[1], '*', 'dlq:stream', KEYS[2], 'dlq:handler', 'smtp', 'dlq:error', 'full', 'n', tostring(n)) end`, '2', DLQ, KEY)
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch(KEY)
  await workbench.open('Dead letters')
  const view = letters(page)
  await expect(view.main).toContainText('200 of 200 loaded shown')
  await view.main.getByRole('button', { name: /^Load up to/ }).click()
  await expect(view.main).toContainText('600 of 600 loaded shown')
  await view.table.getByRole('rowgroup').focus()
  await page.keyboard.press('Control+a')
  await view.main.getByRole('button', { name: 'Redrive 600…' }).click()
  await view.dialog.getByRole('button', { name: 'Redrive 600' }).click()
  const bar = view.main.getByRole('region', { name: 'Redrive' })
  await bar.getByRole('button', { name: 'Cancel' }).click()
  await expect(bar).toContainText(/Cancelled\. \d+ redriven\. \d+ were not sent\./)
  const done = Number(/(\d+) redriven/.exec(await bar.innerText())?.[1])
  expect(done).toBeLessThan(600)
  expect(await server.cli('XLEN', KEY)).toBe(String(done + 1))
  expect(await server.cli('HLEN', `${DLQ}:reprocessed`)).toBe(String(done))
  expect(errors).toEqual([])
})

test('a stream of any name counts as dead letters once a person says so, also after a reload, until they take it back', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  for (const to of ['ann', 'bob']) await server.cli('XADD', 'failed-mails', '*', 'to', to)
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url] })
  const workbench = new WorkbenchPage(page)
  await workbench.watch('failed-mails')
  await workbench.open('Dead letters')
  const view = letters(page)
  await view.main.getByRole('combobox', { name: 'Dead letters in' }).click()
  await page.getByRole('option', { name: 'failed-mails', exact: true }).click()
  await expect(view.main).toContainText('2 in the stream')
  const bell = page.getByRole('button', { name: /^Alerts: / })
  const alertOn = view.main.getByRole('switch', { name: 'Alert on these' })
  await expect(alertOn).not.toBeChecked()
  await expect(bell).toHaveAccessibleName('Alerts: none fires')
  await alertOn.click()
  await expect(bell).toHaveAccessibleName('Alerts: 1 fires')
  await bell.click()
  await expect(page.getByRole('listitem').filter({ hasText: 'failed-mails' })).toContainText('2 dead letters')
  await page.keyboard.press('Escape')
  await page.reload()
  await expect(bell).toHaveAccessibleName('Alerts: 1 fires')
  await workbench.open('Dead letters')
  await expect(alertOn).toBeChecked()
  await alertOn.click()
  await expect(bell).toHaveAccessibleName('Alerts: none fires')
  expect(errors).toEqual([])
})

test('on the built-in sandbox: from a lab to its dead letters, by the palette and the keyboard', async ({ openWorkbench, dataFolder }) => {
  const opened = await openWorkbench({ args: ['--sandbox', '--lab', 'orders'], env: { PATH: dataFolder } })
  const { page, errors } = opened
  const workbench = new WorkbenchPage(page)
  const server = await openSandboxCli(opened)
  await workbench.open('Labs')
  await page.getByRole('button', { name: 'Dead letters', exact: true }).last().click()
  const view = letters(page)
  await expect(view.main).toBeVisible()
  const dlq = 'sluice:lab:orders:dlq'
  const id = await server.cli('XADD', dlq, '*', 'dlq:stream', 'sluice:lab:orders', 'dlq:error', 'by hand', 'type', 'late')
  await expect(view.row(id)).toContainText('by hand')
  await workbench.findCommand('Read the dead letters now')
  await page.keyboard.press('Enter')
  await view.facet('Error', /by hand/).click()
  await view.table.getByRole('rowgroup').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name: `Dead letter ${id}` })).toBeVisible()
  await view.main.getByRole('button', { name: 'Redrive 1…' }).click()
  await expect(view.dialog).toContainText(/All \d groups of the stream get it/)
  await view.dialog.getByRole('button', { name: 'Redrive 1' }).click()
  await expect(view.row(id)).toContainText('redriven')
  expect(JSON.parse(await server.cli('HGET', `${dlq}:reprocessed`, id))).toMatchObject({ stream: 'sluice:lab:orders' })
  // Its consumers are at it at once, and what they were given is not taken back.
  await view.show('Redriven')
  await expect(view.log.getByRole('row').filter({ hasText: id })).toContainText('was given it.')
  expect(errors).toEqual([])
})
