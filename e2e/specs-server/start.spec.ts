import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '../fixtures/launch-server'
import { expect, launchChromium, test } from '../fixtures/workbench'

function takesConnections(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port })
  return new Promise((resolve) => {
    socket.once('connect', () => { socket.destroy(); resolve(true) })
    socket.once('error', () => resolve(false))
  })
}

test('npm start needs Node and nothing else: no program on PATH, no display, and the lab runs on the built-in sandbox, which a kill -9 takes along', async ({ dataFolder }) => {
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), '--port', '0', '--ready-json', '--no-open', '--data-folder', dataFolder], {
    stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: dataFolder, HOME: dataFolder }
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => { log += chunk.toString() })
  let line = ''
  for await (const first of createInterface(child.stdout)) {
    line = first
    break
  }
  expect(line, log).toMatch(/^\{"ready":true/)
  const { url, pid } = JSON.parse(line) as { url: string; pid: number }
  expect(pid).toBe(child.pid)
  const browser = await launchChromium()
  const page = await browser.newPage()
  await page.goto(url)
  const chip = page.getByRole('button', { name: /^Connection / })
  await expect(chip).toHaveAccessibleName(/^Connection built-in sandbox, local, sluice .*ready/)
  await expect(page.getByRole('region', { name: 'Group webhook-delivery' })).toBeVisible()
  await chip.click()
  const port = Number(/redis:\/\/127\.0\.0\.1:(\d+)/.exec(await page.getByRole('menu').innerText())?.[1])
  expect(await takesConnections(port)).toBe(true)
  await browser.close()
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(await takesConnections(port)).toBe(false)
})
