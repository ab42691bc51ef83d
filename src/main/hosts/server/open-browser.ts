import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FILE_LIFE_MS = 60_000

/**
 * Opens the person's browser on a link with a secret in it. The command line of a program shows in `ps`, so what it is
 * given is a file that only this user can read and that leads to the link (TRUST W10). Resolves to false when there is
 * no browser to open.
 */
export async function openBrowser(link: string): Promise<boolean> {
  const command = browserCommand(process.platform, process.env)
  if (command === undefined) return false
  // mkdtemp makes the folder readable by its owner only.
  const folder = await mkdtemp(join(tmpdir(), 'sluice-open-'))
  const file = join(folder, 'sluice.html')
  await writeFile(file, `<!doctype html><meta charset="utf-8"><title>Sluice</title><meta http-equiv="refresh" content="0;url=${link}">\n`, { mode: 0o600 })
  setTimeout(() => void rm(folder, { recursive: true, force: true }), FILE_LIFE_MS).unref()
  return new Promise((resolve) => {
    const child = spawn(command.program, [...command.before, file], { detached: true, stdio: 'ignore' })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** The system's own opener, run without a shell, so that nothing in its argument can be a command. */
function browserCommand(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): { program: string; before: string[] } | undefined {
  if (platform === 'darwin') return { program: 'open', before: [] }
  if (platform === 'win32') return { program: 'rundll32.exe', before: ['url.dll,FileProtocolHandler'] }
  const display = environment['DISPLAY'] ?? environment['WAYLAND_DISPLAY']
  return display === undefined || display === '' ? undefined : { program: 'xdg-open', before: [] }
}
