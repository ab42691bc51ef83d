/** What the preload gives to the page in the desktop window, as `window.sluiceHost`. Nothing else of Electron is there. */
export interface HostApi {
  readonly kind: 'desktop'
  /** `process.platform` of the host, for key names and window chrome. */
  readonly platform: string
}

/** Message with which the page hands its port to the preload, and the preload to the main process. */
export const PORT_MESSAGE = 'sluice:port'

/** Where the desktop's pages live. Nothing else may be shown in its window or talk to its main process. */
export const APP_SCHEME = 'app'
export const APP_ORIGIN = `${APP_SCHEME}://sluice`
