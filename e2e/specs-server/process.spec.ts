import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { launchServer } from '../fixtures/launch-server'
import { runProgram } from '../fixtures/run-program'
import { expect, launchChromium, test } from '../fixtures/workbench'

const run = (...args: string[]) => runProgram('dev-server', ...args)

/** The sandbox server of a dev-server: its child that runs a redis-server. */
async function findSandbox(pid: number): Promise<number | undefined> {
  const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).trim().split(' ').filter((text) => text !== '')
  for (const child of children) {
    if (/redis-server|valkey-server/.test(await readFile(`/proc/${child}/cmdline`, 'utf8'))) return Number(child)
  }
  return undefined
}

/** Gone, or dead and only not yet collected by whoever adopted it. */
async function isGone(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined)
  return status === undefined || /^State:\s+Z/m.test(status)
}

test('exactly one line of JSON on stdout; SIGTERM ends it with 0 and takes the sandbox along', async ({ dataFolder }) => {
  const { child, ended } = run('--port', '0', '--ready-json', '--no-open', '--lab', 'orders', '--data-folder', dataFolder)
  const [chunk] = await once(child.stdout ?? child, 'data') as [Buffer]
  const ready = JSON.parse(chunk.toString()) as { ready: boolean; url: string; pid: number }
  expect(ready).toMatchObject({ ready: true, pid: child.pid, labs: [{ name: 'orders', stream: 'sluice:lab:orders', groups: ['webhook-delivery', 'analytics-pipeline', 'notification-sender'] }] })
  expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/)
  let sandbox: number | undefined
  await expect.poll(async () => (sandbox = await findSandbox(child.pid ?? 0))).toBeDefined()
  child.kill('SIGTERM')
  const { code, out } = await ended
  expect(code).toBe(0)
  expect(out.trimEnd().split('\n')).toHaveLength(1)
  expect(await isGone(sandbox ?? 0)).toBe(true)
})

test('the line of JSON lists the labs, and the intake of one takes a webhook at once', async ({ dataFolder }) => {
  const server = await launchServer({ dataFolder, args: ['--lab', 'incidents', '--lab', 'nope', '--lab', 'order_stream'] })
  try {
    expect(server.labs).toEqual([
      { name: 'incidents', stream: 'sluice:lab:flipturn:incidents', groups: ['flipturn-workers'], intakeUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/intake\/[\w-]{43}$/) as unknown },
      { name: 'order_stream', stream: 'sluice:lab:order_stream', groups: ['inventory_group', 'audit_group'] }
    ])
    const url = server.labs[0]?.intakeUrl ?? ''
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ incident_id: '1', source: 'cron', severity: 'info', description: 'from outside' }) })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ status: 'accepted', id: expect.stringMatching(/^\d+-\d+$/) as unknown })
    expect(server.log()).not.toContain(new URL(url).pathname)
    expect(server.log()).toMatch(/^The lab nope was not started: There is no lab nope\. Choose one of: orders, /m)
  } finally {
    await server.stop()
  }
})

test('a lab file with a mistake, one that is not there and a server that refuses are said on the terminal too', async ({ dataFolder }) => {
  const [bad, none] = [join(dataFolder, 'bad.lab.yaml'), join(dataFolder, 'none.lab.yaml')]
  await writeFile(bad, 'sluice: 1\nname: bad\ntitle: Bad\nstreams:\n  - name: s\n    trims: 1\n')
  const server = await launchServer({ dataFolder, args: ['--sandbox-server', 'built-in', '--lab', bad, '--lab', none] })
  const lost = await launchServer({ dataFolder: join(dataFolder, 'lost'), args: ['--redis', 'redis://127.0.0.1:1/x', '--lab', 'orders'] })
  try {
    expect([server.labs, lost.labs]).toEqual([[], []])
    const said = server.log().split('\n')
    expect(said).toContainEqual(expect.stringMatching(/bad\.lab\.yaml was not started: Line 6, column 5: streams\[0\] has no part named trims\. Correct this and try again\.$/))
    expect(said).toContainEqual(expect.stringMatching(/none\.lab\.yaml was not started: The lab file cannot be read\. Check its path\.$/))
    expect(lost.log()).toMatch(/^The server could not be opened: \S/m)
    expect(server.log() + lost.log()).not.toMatch(/\n\s+at /)
  } finally {
    await server.stop()
    await lost.stop()
  }
})

test('a port in use ends it with 1 and words, an unknown argument with 2 and the usage, and stdout stays empty', async ({ dataFolder }) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const [used, unknown, both] = await Promise.all([
    run('--port', String(port), '--ready-json', '--no-open', '--data-folder', dataFolder).ended,
    run('--frobnicate').ended,
    run('--sandbox', '--redis', 'redis://127.0.0.1:1').ended
  ])
  taken.close()
  expect(used).toMatchObject({ code: 1, out: '' })
  expect(used.log).toContain(`${port}`)
  expect(used.log).toMatch(/Choose another with --port/)
  expect(used.log).not.toMatch(/\n\s+at /)
  expect(unknown).toMatchObject({ code: 2, out: '' })
  expect(unknown.log).toContain('--frobnicate')
  expect(unknown.log).toContain('usage: npm run serve')
  expect(both).toMatchObject({ code: 2, out: '' })
})

test('what kill -9 left behind is gone at the next start', async ({ dataFolder }) => {
  const first = await launchServer({ dataFolder })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(first.url)
    await expect(page.getByRole('button', { name: /^Connection sandbox.*ready/ })).toBeVisible()
  } finally {
    await browser.close()
  }
  const sandbox = await findSandbox(first.pid)
  expect(sandbox).toBeDefined()
  const orphan = sandbox ?? 0
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  expect(await isGone(orphan)).toBe(false)
  const second = await launchServer({ dataFolder })
  try {
    await expect.poll(() => isGone(orphan)).toBe(true)
    expect(await findSandbox(second.pid)).not.toBe(orphan)
  } finally {
    await second.stop()
  }
})

test('settings that cannot be saved hold all the same, and it says so', async ({ dataFolder }) => {
  // A file where the folder should be stands for a disk that refuses, also for root.
  const blocked = join(dataFolder, 'blocked')
  await writeFile(blocked, '')
  const server = await launchServer({ dataFolder: join(blocked, 'settings') })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    const theme = (): Promise<string | null> => page.locator('html').getAttribute('data-theme')
    const toggle = page.getByRole('button', { name: /^Turn to the (dark|light) theme/ })
    await toggle.click({ trial: true })
    const before = await theme()
    await toggle.click()
    await expect.poll(theme).not.toBe(before)
    await expect(page.getByRole('main')).toContainText('Settings are not saved.')
    await page.reload()
    await expect(page.getByRole('main')).toContainText('Settings are not saved.')
    expect(await theme()).not.toBe(before)
  } finally {
    await browser.close()
    await server.stop()
  }
})

test('settings that cannot be understood are set aside and said, not lost', async ({ dataFolder }) => {
  await mkdir(dataFolder, { recursive: true })
  await writeFile(join(dataFolder, 'settings.json'), '{"theme": ')
  await chmod(join(dataFolder, 'settings.json'), 0o600)
  const server = await launchServer({ dataFolder })
  const browser = await launchChromium()
  try {
    const page = await browser.newPage()
    await page.goto(server.url)
    await expect(page.getByRole('main')).toContainText(/could not be understood.*kept as settings\.broken-\d+\.json/)
  } finally {
    await browser.close()
    await server.stop()
  }
})

test('a link opens once', async ({ dataFolder }) => {
  const server = await launchServer({ dataFolder })
  const browser = await launchChromium()
  try {
    const first = await browser.newContext()
    const page = await first.newPage()
    await page.goto(server.url)
    await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible()
    expect(page.url()).not.toContain('token')
    const second = await (await browser.newContext()).newPage()
    const answer = await second.goto(server.url)
    expect(answer?.status()).toBe(401)
    await expect(second.getByRole('navigation', { name: 'Views' })).toHaveCount(0)
    // The page that came first is none the worse for it.
    await page.reload()
    await expect(page.getByRole('navigation', { name: 'Views' })).toBeVisible()
  } finally {
    await browser.close()
    await server.stop()
  }
})
