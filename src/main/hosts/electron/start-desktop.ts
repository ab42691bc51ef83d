import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { app, dialog, session, type BrowserWindow } from 'electron'
import { createWorkbench } from '../../core/create-workbench'
import { toHostName } from '../shared/host-name'
import { createOpenIntake } from '../shared/intake-server'
import { createOpenService } from '../shared/service-server'
import { REDIS_URL_VARIABLE } from '../shared/start-options'
import { readStaticFiles } from '../shared/static-files'
import { systemClock } from '../shared/system-clock'
import { writeLine } from '../shared/write-line'
import { setAppMenu } from './app-menu'
import { declareAppScheme, serveAppScheme } from './app-protocol'
import { createAppWindow, preloadFileIn } from './app-window'
import { parseDesktopArguments } from './desktop-arguments'
import { disposeOnQuit } from './dispose-on-quit'
import { guardNavigation } from './navigation-guard'
import { restrictPermissions } from './permissions'
import { createPortHost } from './port-host'

/**
 * The desktop host: one window on our own page, the workbench in this process. `mainFolder` is where the built entry
 * lies. The window opens while the workbench still starts, so that a person sees something soon.
 */
export function startDesktop(mainFolder: string): void {
  const userData = process.env['SLUICE_USER_DATA']
  if (userData !== undefined) app.setPath('userData', userData)
  // Two programs would fight over settings and lab keys. The second only brings the first to the front; its command
  // line is a stranger's and is not read (TRUST E33).
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  const start = parseDesktopArguments(process.argv.slice(1), process.env)
  // Programs that the workbench starts must not inherit a password.
  delete process.env[REDIS_URL_VARIABLE]
  if ('problem' in start) {
    writeLine(start.problem)
    app.exit(2)
    return
  }

  // Chromium cannot sandbox as root, where its own switch has to be given; asking for both ends its processes.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  declareAppScheme()
  guardNavigation()
  const files = readStaticFiles(join(mainFolder, '../renderer'))
  const starting = createWorkbench({
    host: 'desktop',
    version: app.getVersion(),
    dataFolder: app.getPath('userData'),
    threadFile: join(mainFolder, 'worker-thread.cjs'),
    ledgerThreadFile: join(mainFolder, 'ledger-thread.cjs'),
    sandboxThreadFile: join(mainFolder, 'sandbox-thread.cjs'),
    clock: systemClock,
    random: Math.random,
    hostName: start.hostName ?? toHostName(),
    start,
    tell: writeLine,
    openIntake: createOpenIntake(() => randomBytes(32).toString('base64url')),
    openService: createOpenService(() => randomBytes(32).toString('base64url'))
  })
  disposeOnQuit(starting)

  let window: BrowserWindow | undefined
  createPortHost((contents) => contents === window?.webContents, starting)
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore()
    window?.focus()
  })
  app.on('window-all-closed', () => app.quit())
  async function open(): Promise<void> {
    await app.whenReady()
    serveAppScheme(files)
    restrictPermissions(session.defaultSession)
    setAppMenu()
    window = createAppWindow({ preloadFile: preloadFileIn(mainFolder), dataFolder: app.getPath('userData') })
    window.once('closed', () => {
      window = undefined
    })
  }

  for (const part of [starting, files, open()]) part.catch(reportFailedStart)
}

function reportFailedStart(error: unknown): void {
  const words = error instanceof Error ? error.message : 'unknown error'
  writeLine(`Sluice could not start: ${words}`)
  dialog.showErrorBox('Sluice could not start', words)
  app.exit(1)
}
