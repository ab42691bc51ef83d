import { ipcMain, type IpcMainEvent, type MessagePortMain, type WebContents } from 'electron'
import { onError } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { PORT_MESSAGE } from '@shared/contract/host-api'
import { openLinkContext, type LinkContext, type LinkRouter } from '../shared/link-context'
import { reportCallError } from '../shared/report-call-error'
import { isOwnPage } from './own-page'

/** The part of the workbench that links need. */
export interface ServedWorkbench {
  readonly router: LinkRouter
  /** A page went: what it had been granted has to end (TRUST F31). */
  leave(): void
}

/**
 * Serves the workbench over the port that our page hands in. The page does so early; its calls wait in the port until
 * the workbench stands. A page has one port: a new one, after a reload, ends the one before.
 */
export function createPortHost(isOwnWindow: (contents: WebContents) => boolean, starting: Promise<ServedWorkbench>): void {
  const current = new Map<number, MessagePortMain>()

  async function serve(sender: WebContents, port: MessagePortMain): Promise<void> {
    current.get(sender.id)?.close()
    current.set(sender.id, port)
    const { context, end } = openLinkContext()
    let left = false
    port.once('close', () => {
      left = true
      end()
      if (current.get(sender.id) === port) current.delete(sender.id)
    })
    const workbench = await starting
    if (left) return
    port.once('close', () => workbench.leave())
    const calls = new RPCHandler<LinkContext>(workbench.router, { interceptors: [onError(reportCallError)] })
    calls.upgrade(port, { context })
    port.start()
  }

  ipcMain.on(PORT_MESSAGE, (event) => {
    const [port, ...more] = event.ports
    if (port === undefined || more.length > 0 || !isFromOwnPage(event) || !isOwnWindow(event.sender)) {
      for (const refused of event.ports) refused.close()
      return
    }
    // Whoever started the workbench tells the person when it cannot start.
    serve(event.sender, port).catch(() => port.close())
  })
}

/** Only the main frame of our page: a frame inside it, or whatever a window was made to show, is a stranger (TRUST E17). */
function isFromOwnPage({ sender, senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame !== undefined && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url)
}
