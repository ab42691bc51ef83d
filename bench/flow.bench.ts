// Flow at 3,000 entries/s through three groups (lab `load`), Electron without GPU, 1440×900: frames and the renderer's share of a core.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron } from 'playwright'
import { cpuSeconds } from './lib/process-cpu'
import { percentile, report } from './lib/report'

const SECONDS = 15

const runtime = JSON.parse(process.env['SLUICE_ELECTRON'] ?? '{}') as { executable: string; args: string[] }
const dataFolder = await mkdtemp(join(tmpdir(), 'sluice-bench-'))
const app = await _electron.launch({
  executablePath: runtime.executable,
  args: ['--no-sandbox', '--disable-gpu', '--lang=en-US', ...runtime.args, '--sandbox', '--lab', 'load'],
  env: { ...(process.env as Record<string, string>), SLUICE_USER_DATA: dataFolder }
})
try {
  const page = await app.firstWindow()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1440, 900))
  await page.getByRole('region', { name: 'Group billing' }).waitFor()
  // A group's inspector is open, so that its charts are drawn as well.
  await page.getByRole('region', { name: 'Group billing' }).getByRole('heading', { level: 3 }).getByRole('button').click()
  await page.locator('.recharts-surface').first().waitFor()
  // What is measured is the work of every day, not the start of threads and the reading of the other views' code.
  await page.waitForTimeout(5000)
  const pid = await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  const before = cpuSeconds(pid)
  const frames = await page.evaluate((milliseconds) => new Promise<number[]>((resolve) => {
    const deltas: number[] = []
    const start = performance.now()
    let last = start
    const tick = (now: number): void => {
      deltas.push(now - last)
      last = now
      if (now - start < milliseconds) requestAnimationFrame(tick)
      else resolve(deltas)
    }
    requestAnimationFrame(tick)
  }), SECONDS * 1000)
  const core = (cpuSeconds(pid) - before) / SECONDS
  const p95 = percentile(frames, 0.95)
  report({ what: 'Flow at 3,000 entries/s × 3 groups, p95 frame', measured: `${p95.toFixed(1)} ms (median ${percentile(frames, 0.5).toFixed(1)})`, must: '≤ 20 ms', ok: p95 <= 20 })
  report({ what: 'Flow at 3,000 entries/s × 3 groups, renderer', measured: `${Math.round(core * 100)} % of a core`, must: '≤ 70 %', ok: core <= 0.7 })
} finally {
  await app.close()
  await rm(dataFolder, { recursive: true, force: true })
}
