import { contextBridge, ipcRenderer } from 'electron'
import { APP_ORIGIN, PORT_MESSAGE, type HostApi } from '@shared/contract/host-api'

// Passes one port of our own page to the main process. A frame inside the page, another window or another origin gets
// nothing passed (TRUST E17, E20).
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window || event.origin !== APP_ORIGIN || event.data !== PORT_MESSAGE) return
  const [port, ...more] = event.ports
  if (port !== undefined && more.length === 0) ipcRenderer.postMessage(PORT_MESSAGE, null, [port])
})

const hostApi: HostApi = { kind: 'desktop', platform: process.platform }
contextBridge.exposeInMainWorld('sluiceHost', hostApi)
