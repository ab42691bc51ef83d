/** A port that may be left open when its page goes away, and whose own closing is heard on this side too. */
export interface SafePort {
  /** To give to oRPC in place of the port. */
  readonly port: Pick<MessagePort, 'addEventListener' | 'postMessage'>
  /** Closes it and tells the `close` listeners. Safe to call twice. */
  close(): void
}

/**
 * Chromium 114 (Electron 25) crashes the renderer when a page with a `close` listener on a MessagePort reloads or
 * navigates. So the port gets one such listener of ours, which goes before the page does; the others are kept apart.
 */
export function createSafePort(port: MessagePort, page: Pick<Window, 'addEventListener' | 'removeEventListener'>): SafePort {
  const closing = new EventTarget()
  let closed = false

  function tellClosed(): void {
    closed = true
    closing.dispatchEvent(new Event('close'))
  }

  function release(): void {
    page.removeEventListener('pagehide', release)
    port.removeEventListener('close', tellClosed)
    port.close()
  }

  page.addEventListener('pagehide', release)
  port.addEventListener('close', tellClosed, { once: true })
  return {
    port: {
      addEventListener(type: string, listener: EventListenerOrEventListenerObject) {
        const target = type === 'close' ? closing : port
        target.addEventListener(type, listener)
      },
      postMessage(message: unknown) {
        // A closed port swallows what is posted, and the call would wait for ever.
        if (closed) throw new Error('The port to the host is closed.')
        port.postMessage(message)
      }
    },
    close() {
      release()
      tellClosed()
    }
  }
}
