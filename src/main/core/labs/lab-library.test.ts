import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLabLibrary, demandLabFile } from './lab-library'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-library-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const TEXT = `sluice: 1
name: mine
title: Mine
streams: [{ name: s }]
`

it('a lab that was started from a text is known by its name until it is saved, removed, or Sluice ends', async () => {
  const library = createLabLibrary(folder)
  const file = demandLabFile(TEXT)
  library.remember(file, TEXT)
  expect((await library.list()).at(-1)).toEqual({ name: 'mine', title: 'Mine', about: '', origin: 'unsaved' })
  expect(await library.read('mine')).toBe(TEXT)
  expect(await library.find('mine')).toEqual(file)
  await library.save(TEXT)
  expect((await library.list()).filter(({ name }) => name === 'mine')).toEqual([{ name: 'mine', title: 'Mine', about: '', origin: 'saved' }])
  await library.remove('mine')
  await expect(library.read('mine')).rejects.toMatchObject({ code: 'no-such-lab' })
})

it('a text under the name of a built-in lab changes nothing of that one', async () => {
  const library = createLabLibrary(folder)
  const text = TEXT.replace('name: mine', 'name: orders')
  library.remember(demandLabFile(text), text)
  expect((await library.list()).filter(({ name }) => name === 'orders')).toMatchObject([{ origin: 'built-in' }])
  expect(await library.read('orders')).not.toBe(text)
})
