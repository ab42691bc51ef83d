import { readFileSync } from 'node:fs'
import { readGroups } from '../fixtures/redis-words'
import { expect, test } from '../fixtures/workbench'
import { WorkbenchPage } from '../fixtures/workbench-page'

const STREAM = 'sluice:lab:orders-burst'

/** Resident memory of a process in megabytes; 0 where there is no /proc to ask. */
function megabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

test('the lab Orders in burst: the page answers while it runs, memory stays, and after a stop every count is the server\'s', async ({ openWorkbench, startServer }) => {
  const server = await startServer()
  const { page, errors, hostPid } = await openWorkbench({ args: ['--redis', server.url, '--lab', 'orders_burst'], motion: true })
  const workbench = new WorkbenchPage(page)
  const added = async (): Promise<number> => {
    const lines = (await server.cli('XINFO', 'STREAM', STREAM)).split('\n')
    return Number(lines[lines.indexOf('entries-added') + 1] ?? 0)
  }
  await expect(workbench.consumer('oi-1')).toBeVisible()
  await expect.poll(added).toBeGreaterThan(50_000)
  const before = megabytes(hostPid)

  await test.step('a person can crash its consumer and start it again', async () => {
    const oi = workbench.consumer('oi-1')
    await oi.getByRole('button', { name: 'Crash', exact: true }).click()
    await expect(oi).toContainText(/crashed/i)
    await oi.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(oi).not.toContainText(/crashed/i)
  })

  await expect.poll(added, { timeout: 30_000 }).toBeGreaterThan(300_000)
  expect(megabytes(hostPid) - before).toBeLessThan(150)

  await workbench.open('Labs')
  await page.getByRole('button', { name: 'Stop…' }).click()
  await page.getByRole('dialog').getByRole('button', { name: /^Stop/ }).click()
  const known = page.getByRole('navigation', { name: 'Known labs' })
  await expect(known.getByRole('button', { name: /^Orders in burst running/ })).toHaveCount(0)
  const total = await added()
  expect((await readGroups(server, STREAM)).get('order-intake')?.get('pending')).toBe('0')
  await workbench.open('Flow')
  await expect(page.getByText(`: ${total.toLocaleString('en-US')} added = `)).toBeVisible()
  expect(errors).toEqual([])
})
