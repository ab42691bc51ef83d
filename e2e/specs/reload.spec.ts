import { ORDERS } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

test('a page loaded again: the picture is back, the workers lived on, nothing is doubled, the arm is dropped', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders'] })
  const workbench = new WorkbenchPage(page)
  await expect(workbench.consumer('wd-1')).toBeVisible()
  await workbench.chooseForWorker('wd-2', 'Crash now')
  await expect(workbench.consumer('wd-2')).toContainText(/crashed/i)
  await workbench.arm(`127.0.0.1:${server.port}`)
  const workers = async (): Promise<string[]> => (await server.cli('CLIENT', 'LIST')).split('\n').flatMap((line) => (/name=sluice:[^ ]*worker/.test(line) ? [/\bid=(\d+)/.exec(line)?.[1] ?? ''] : []))
  // Their threads start one after the other.
  await expect.poll(workers).toHaveLength(6)
  const before = (await workers()).sort()
  const length = Number(await server.cli('XLEN', ORDERS))

  for (let round = 0; round < 2; round++) {
    await page.reload()
    await expect(workbench.consumer('wd-1')).toBeVisible()
    await expect(workbench.consumer('wd-2')).toContainText(/crashed/i)
    await expect(page.getByRole('article').filter({ has: page.getByRole('heading', { name: 'wd-1', exact: true }) })).toHaveCount(1)
    await expect(workbench.main().getByRole('region', { name: /^Group / })).toHaveCount(3)
  }
  // The very same sockets: no worker was started anew, and none twice.
  expect((await workers()).sort()).toEqual(before)
  await expect(workbench.chip()).not.toHaveAccessibleName(/ARMED/)
  await expect.poll(async () => Number(await server.cli('XLEN', ORDERS))).toBeGreaterThan(length)
  await workbench.dock().getByRole('tab', { name: /^Notices/ }).click()
  await expect(workbench.dock()).toContainText('is no longer armed: the page was left.')
  await workbench.holdAll()
  await expect(workbench.consumer('wd-1')).toContainText(/held/i)
  await expect.poll(async () => (await page.getByRole('region', { name: 'Stream' }).innerText()).replaceAll(/[\s,]/g, '')).toContain(`${await server.cli('XLEN', ORDERS)}entries`)
  expect(errors).toEqual([])
})
