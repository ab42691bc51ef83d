import { MARK_COLOURS, type FromCanvas, type ToCanvas } from './motion-protocol'

/** The canvas over the drawing. It lives in a worker, so that neither side waits for the other. */
export interface FlowCanvas {
  /** Sends marks off; MARK_STRIDE floats each. The array is handed over. */
  fly(floats: Float32Array<ArrayBuffer>): void
  /** Takes on the size of its frame. */
  fit(): void
  dispose(): void
}

/** Whether this page can draw from a worker at all. */
export function canDrawMotion(): boolean {
  return typeof Worker === 'function' && typeof HTMLCanvasElement === 'function' && 'transferControlToOffscreen' in HTMLCanvasElement.prototype
}

/** A CSS colour as one word of a pixel buffer (RGBA bytes in memory). */
function toWord(red: number, green: number, blue: number): number {
  return new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer)[0] ?? 0
}

/** The theme's colours, asked of the browser, which understands every way to write one. */
function readColours(element: Element): Uint32Array<ArrayBuffer> {
  const style = getComputedStyle(element)
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  return Uint32Array.from(MARK_COLOURS, (name) => {
    if (context === null) return 0
    context.fillStyle = style.getPropertyValue(`--${name}`).trim()
    context.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
    return toWord(red, green, blue)
  })
}

/** `onFrames` hears once a second, while marks move, how it goes. */
export function createFlowCanvas(frame: HTMLElement, onFrames: (frames: FromCanvas) => void): FlowCanvas {
  const worker = new Worker(new URL('./flow-canvas.worker.ts', import.meta.url), { type: 'module', name: 'flow canvas' })
  const { port1, port2 } = new MessageChannel()
  const element = document.createElement('canvas')
  element.setAttribute('aria-hidden', 'true')
  frame.append(element)
  const offscreen = element.transferControlToOffscreen()
  const send = (message: ToCanvas, transfer: Transferable[] = []): void => worker.postMessage(message, transfer)

  const fit = (): void => {
    const ratio = window.devicePixelRatio
    const width = Math.round(frame.clientWidth * ratio)
    const height = Math.round(frame.clientHeight * ratio)
    if (width > 0 && height > 0) send({ kind: 'size', width, height, ratio })
  }
  const paint = (): void => send({ kind: 'colours', words: readColours(frame) })

  port1.onmessage = ({ data }: MessageEvent<FromCanvas>) => onFrames(data)
  send({ kind: 'start', canvas: offscreen, port: port2 }, [offscreen, port2])
  fit()
  paint()
  const themes = new MutationObserver(paint)
  themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
  const sizes = new ResizeObserver(fit)
  sizes.observe(frame)

  return {
    fly: (floats) => send({ kind: 'marks', floats }, [floats.buffer]),
    fit,
    dispose() {
      themes.disconnect()
      sizes.disconnect()
      port1.close()
      worker.terminate()
      element.remove()
    }
  }
}
