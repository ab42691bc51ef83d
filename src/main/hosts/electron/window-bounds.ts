import { readFileSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeLine } from '../shared/write-line'

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowBounds {
  readonly bounds: Bounds | undefined
  readonly maximized: boolean
}

const FILE = 'window.json'
const SMALLEST = { width: 640, height: 400 }
const LARGEST = 32_768
const FIRST_TIME: WindowBounds = { bounds: undefined, maximized: false }

/** Where the window was last time. A file that is missing, broken or off every screen gives the usual place. */
export function readWindowBounds(folder: string, screens: readonly Bounds[]): WindowBounds {
  let text: string
  try {
    text = readFileSync(join(folder, FILE), 'utf8')
  } catch {
    // The first start.
    return FIRST_TIME
  }
  return parseWindowBounds(text, screens)
}

export function parseWindowBounds(text: string, screens: readonly Bounds[]): WindowBounds {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Cut short by a full disk, or edited.
    return FIRST_TIME
  }
  if (typeof value !== 'object' || value === null) return FIRST_TIME
  const { x, y, width, height, maximized } = value as Record<string, unknown>
  if (!isLength(x, -LARGEST) || !isLength(y, -LARGEST) || !isLength(width, SMALLEST.width) || !isLength(height, SMALLEST.height)) return FIRST_TIME
  // The screen that it was on may be gone; then nobody could reach the title bar.
  const reachable = screens.some((screen) => x + width > screen.x + 100 && x < screen.x + screen.width - 100 && y >= screen.y - 10 && y < screen.y + screen.height - 50)
  return { bounds: reachable ? { x, y, width, height } : undefined, maximized: maximized === true }
}

/** Keeps the place for next time. A disk that refuses costs only that. */
export async function writeWindowBounds(folder: string, bounds: Bounds, maximized: boolean): Promise<void> {
  const file = join(folder, FILE)
  try {
    await writeFile(`${file}.new`, JSON.stringify({ ...bounds, maximized }))
    await rename(`${file}.new`, file)
  } catch (error) {
    writeLine(`The place of the window was not kept: ${error instanceof Error ? error.message : 'unknown error'}`)
  }
}

function isLength(value: unknown, least: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= LARGEST
}
