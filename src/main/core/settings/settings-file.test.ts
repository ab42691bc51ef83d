import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { settingsSchema } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import { createLogger } from '../logging/create-logger'
import { createSettingsFile, type SettingsFile } from './settings-file'

const clock: Clock = { now: () => 1_700_000_000_000, monotonic: () => 0, sleep: () => Promise.resolve() }
const logger = createLogger({ clock, destination: { write: () => undefined } })
const DEFAULTS = settingsSchema.parse({})

let folder: string

function openFile(at = folder): Promise<SettingsFile> {
  return createSettingsFile({ folder: at, clock, logger })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-test-settings-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('the settings file', () => {
  it('starts with defaults, saves a change for this user only, and reads it again', async () => {
    const below = join(folder, 'not', 'there')
    const file = await openFile(below)
    expect(file.read()).toEqual({ settings: DEFAULTS })
    expect(await file.change({ theme: 'dark', presenter: undefined })).toEqual({ ...DEFAULTS, theme: 'dark' })
    expect((await stat(join(below, 'settings.json'))).mode & 0o777).toBe(0o600)
    expect(await readdir(below)).toEqual(['settings.json'])
    expect((await openFile(below)).read()).toEqual({ settings: { ...DEFAULTS, theme: 'dark' } })
  })

  it.each([['no JSON', '{"theme":"da'], ['another shape', '{"theme":"pink"}']])('keeps a broken file aside and says so: %s', async (_what, text) => {
    await writeFile(join(folder, 'settings.json'), text)
    const file = await openFile()
    expect(file.read()).toEqual({ settings: DEFAULTS, problem: expect.stringContaining('settings.broken-1700000000000.json') })
    expect(await readFile(join(folder, 'settings.broken-1700000000000.json'), 'utf8')).toBe(text)
  })

  it('sets aside what it cannot read, too, and never writes over it', async () => {
    // A folder in the place of the file cannot be read as one, not even by root.
    await mkdir(join(folder, 'settings.json'))
    await writeFile(join(folder, 'settings.json', 'inside'), 'kept')
    const file = await openFile()
    expect(file.read().problem).toBe('The settings file could not be read (EISDIR). It was kept as settings.broken-1700000000000.json, and the settings start afresh.')
    await file.change({ theme: 'dark' })
    expect(await readFile(join(folder, 'settings.broken-1700000000000.json', 'inside'), 'utf8')).toBe('kept')
  })

  it('two at once keep what the other has saved', async () => {
    const [a, b] = [await openFile(), await openFile()]
    await a.change({ theme: 'dark' })
    expect(await b.change({ presenter: true })).toEqual({ ...DEFAULTS, theme: 'dark', presenter: true })
    expect((await openFile()).read().settings).toEqual({ ...DEFAULTS, theme: 'dark', presenter: true })
  })

  it('keeps a change in memory when the disk refuses, says so, and saves with the next change (F35)', async () => {
    const file = await openFile()
    await file.change({ theme: 'light' })
    // A folder in the place of the file: refuses also for root, whom no permission stops.
    await rm(join(folder, 'settings.json'))
    await rm(folder, { recursive: true })
    await writeFile(folder, 'in the way')
    await expect(file.change({ motion: 'reduced' })).rejects.toMatchObject({ name: 'Fault', code: 'settings-not-saved' })
    expect(file.read()).toMatchObject({ settings: { theme: 'light', motion: 'reduced' }, problem: expect.stringContaining('could not be saved') })
    await rm(folder)
    await file.change({ presenter: true })
    expect(file.read()).toEqual({ settings: { ...DEFAULTS, theme: 'light', motion: 'reduced', presenter: true } })
    expect((await openFile()).read()).toEqual(file.read())
  })

  it('leaves no temporary file behind, however many changes come at once', async () => {
    const file = await openFile()
    await Promise.all(Array.from({ length: 20 }, (_, index) => file.change({ idleThresholdMs: 1000 + index })))
    expect(await readdir(folder)).toEqual(['settings.json'])
    expect((await openFile()).read().settings.idleThresholdMs).toBe(1019)
  })

  it('saves no password, not even one inside an address (C5)', async () => {
    const file = await openFile()
    await file.change({ profiles: [{ label: 'x', url: 'redis://app:canary:a@b@host:6379/1', environment: 'dev' }] })
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).not.toContain('canary')
    expect(file.read().settings.profiles).toEqual([{ label: 'x', url: 'redis://app@host:6379/1', environment: 'dev' }])
  })

  it.skipIf(process.getuid?.() === 0)('says when the file may not be read', async () => {
    await writeFile(join(folder, 'settings.json'), '{}')
    await chmod(join(folder, 'settings.json'), 0)
    expect((await openFile()).read().problem).toContain('EACCES')
  })
})
