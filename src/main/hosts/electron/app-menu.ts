import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** The few entries that a system expects. What Sluice can do is in its page and its command palette. */
export function setAppMenu(): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { role: 'togglefullscreen' },
    // A packaged program has no developer tools (TRUST E35).
    ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' } as const])
  ]
  const file: MenuItemConstructorOptions = { role: 'fileMenu' }
  Menu.setApplicationMenu(Menu.buildFromTemplate([...mac, file, { role: 'editMenu' }, { label: 'View', submenu: view }, { role: 'windowMenu' }]))
}
