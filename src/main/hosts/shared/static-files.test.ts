import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readStaticFiles } from './static-files'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-files-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<html></html>')
  await writeFile(join(folder, 'assets', 'app-1.js'), 'export {}')
  await writeFile(join(folder, 'assets', 'app-1.js.map'), '{}')
  await writeFile(join(folder, 'notes'), 'no')
  await symlink('/etc/hostname', join(folder, 'assets', 'out.json'))
})
afterAll(() => rm(folder, { recursive: true }))

test('W17 holds the built page and nothing else: no maps, no unknown kinds, nothing that a link leads to', async () => {
  const files = await readStaticFiles(folder)
  expect([...files.keys()].sort()).toEqual(['assets/app-1.js', 'index.html'])
  expect(files.get('assets/app-1.js')).toEqual({ body: Buffer.from('export {}'), type: 'text/javascript; charset=utf-8', immutable: true })
  expect(files.get('index.html')?.immutable).toBe(false)
})

test('a page that was never built is told', async () => {
  await expect(readStaticFiles(join(folder, 'missing'))).rejects.toThrow()
})
