import { MARK_SHAPES, type MarkShape } from './motion-protocol'

/** A rectangle in device pixels. */
interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

export interface PixelCanvas {
  resize(width: number, height: number): void
  /** Draws one mark centred here; `size` in device pixels. */
  mark(x: number, y: number, size: number, word: number, shape: MarkShape): void
  /** Shows what was drawn since the last flush and forgets it. */
  flush(): void
}

/**
 * Marks written straight into a pixel buffer, one putImageData a frame. Without a GPU this costs nearly the same for ten
 * marks as for ten thousand, where arcs and sprites do not (docs/model-spec.md). Only what changed is copied.
 */
export function createPixelCanvas(context: OffscreenCanvasRenderingContext2D): PixelCanvas {
  let image = new ImageData(1, 1)
  let pixels = new Uint32Array(image.data.buffer)
  let drawn: Box[] = []
  let cleared: Box[] = []

  const fill = (box: Box, word: number): void => {
    const { width, height } = image
    const left = Math.max(0, box.left)
    const right = Math.min(width, box.right)
    if (left >= right) return
    for (let y = Math.max(0, box.top); y < Math.min(height, box.bottom); y++) pixels.fill(word, y * width + left, y * width + right)
  }

  const shapes: Record<MarkShape, (box: Box, word: number) => void> = {
    solid: fill,
    hollow(box, word) {
      fill(box, word)
      fill({ left: box.left + 1, top: box.top + 1, right: box.right - 1, bottom: box.bottom - 1 }, 0)
    },
    diamond(box, word) {
      const middle = (box.top + box.bottom - 1) / 2
      for (let y = box.top; y < box.bottom; y++) {
        const inset = Math.round(Math.abs(y - middle))
        fill({ left: box.left + inset, top: y, right: box.right - inset, bottom: y + 1 }, word)
      }
    },
    cross(box, word) {
      const size = box.right - box.left
      for (let i = 0; i < size; i++) {
        fill({ left: box.left + i, top: box.top + i, right: box.left + i + 2, bottom: box.top + i + 1 }, word)
        fill({ left: box.right - i - 2, top: box.top + i, right: box.right - i, bottom: box.top + i + 1 }, word)
      }
    }
  }

  return {
    resize(width, height) {
      image = new ImageData(Math.max(1, width), Math.max(1, height))
      pixels = new Uint32Array(image.data.buffer)
      drawn = []
      cleared = []
    },
    mark(x, y, size, word, shape) {
      const left = Math.round(x - size / 2)
      const top = Math.round(y - size / 2)
      const box = { left, top, right: left + size, bottom: top + size }
      shapes[shape](box, word)
      drawn.push(box)
    },
    flush() {
      const touched = [...drawn, ...cleared]
      if (touched.length > 0) {
        const left = Math.max(0, Math.min(...touched.map((box) => box.left)))
        const top = Math.max(0, Math.min(...touched.map((box) => box.top)))
        const right = Math.min(image.width, Math.max(...touched.map((box) => box.right)))
        const bottom = Math.min(image.height, Math.max(...touched.map((box) => box.bottom)))
        if (right > left && bottom > top) context.putImageData(image, 0, 0, left, top, right - left, bottom - top)
      }
      for (const box of drawn) fill(box, 0)
      cleared = drawn
      drawn = []
    }
  }
}

export function shapeAt(index: number): MarkShape {
  return MARK_SHAPES[index] ?? 'solid'
}
