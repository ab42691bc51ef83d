import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

export interface StaticFile {
  readonly body: Buffer
  readonly type: string
  /** Its name holds a hash of its content. */
  readonly immutable: boolean
}

/** The built page by path relative to its folder, with `/` between. Asking for any other path finds nothing. */
export type StaticFiles = ReadonlyMap<string, StaticFile>

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.woff2', 'font/woff2'],
  ['.ttf', 'font/ttf']
])

/**
 * Reads the built page into memory once. No path of a request ever reaches the file system (TRUST W17, E18), and a
 * build that runs meanwhile cannot give a page half old and half new. Source maps are left out.
 */
export async function readStaticFiles(folder: string): Promise<StaticFiles> {
  const paths = await listFiles(folder)
  const entries = await Promise.all(paths.map(async (path): Promise<[string, StaticFile] | undefined> => {
    const type = TYPES.get(extname(path))
    if (type === undefined) return undefined
    const name = relative(folder, path).split(sep).join('/')
    return [name, { body: await readFile(path), type, immutable: name.startsWith('assets/') }]
  }))
  return new Map(entries.filter((entry) => entry !== undefined))
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(entries.map((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? listFiles(path) : Promise.resolve(entry.isFile() ? [path] : [])
  }))
  return nested.flat()
}
