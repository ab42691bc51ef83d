import { join } from 'node:path'
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { APP_ORIGIN } from '@shared/contract/host-api'
import { writeLine } from '../shared/write-line'
import { readWindowBounds, writeWindowBounds } from './window-bounds'

const USUAL_SIZE = { width: 1440, height: 900 }

/** Opens the one window on our page. It is shown when it has something to show. */
export function createAppWindow(options: { preloadFile: string; dataFolder: string }): BrowserWindow {
  const { bounds, maximized } = readWindowBounds(options.dataFolder, screen.getAllDisplays().map((display) => display.workArea))
  const window = new BrowserWindow({
    ...USUAL_SIZE,
    ...bounds,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    title: 'Sluice',
    // The page's own background, so that nothing flashes before it.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0d1117' : '#ffffff',
    webPreferences: {
      preload: options.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false
    }
  })
  window.once('ready-to-show', () => {
    if (maximized) window.maximize()
    window.show()
  })
  window.on('close', () => void writeWindowBounds(options.dataFolder, window.getNormalBounds(), window.isMaximized()))
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') void offerReload(window, reason)
  })
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}

/** The page crashed; workers and connections live on in this process (TRUST F31). */
async function offerReload(window: BrowserWindow, reason: string): Promise<void> {
  writeLine(`The page of the window ended (${reason}). Workers go on.`)
  if (window.isDestroyed()) return
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window lost its page.',
    detail: 'Workers and connections go on. Writing was switched back to observing.',
    buttons: ['Reload', 'Close the window'],
    defaultId: 0,
    cancelId: 0
  })
  if (window.isDestroyed()) return
  if (response === 0) window.webContents.reload()
  else window.close()
}

export const preloadFileIn = (mainFolder: string): string => join(mainFolder, '../preload/index.cjs')
