import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { settingsSchema, type Settings } from '@shared/contract/workbench'
import type { Clock } from '@shared/lib/clock'
import { Fault } from '../fault'
import type { Logger } from '../logging/logger'

export interface SettingsFileOptions {
  /** Made when it is not there. */
  folder: string
  clock: Clock
  logger: Logger
}

/** The settings of this machine's user: checked when read, and never half written. */
export interface SettingsFile {
  /** `problem`: in words, when the file could not be read or was set aside. */
  read(): { settings: Settings; problem?: string }
  /**
   * Changes some and saves all. Throws Fault `settings-not-saved` when the disk refuses; the change then holds until
   * this run ends, and the next change tries again. Changes are saved one after the other.
   */
  change(part: SettingsChange): Promise<Settings>
}

/** A part that is given as undefined is left as it is. */
export type SettingsChange = { readonly [Name in keyof Settings]?: Settings[Name] | undefined }

const NAME = 'settings.json'

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}

/** Profiles are saved without passwords, also without one that a person left inside the address. */
function withoutSecrets(settings: Settings): Settings {
  const profiles = settings.profiles.map((profile) => ({ ...profile, url: profile.url.replace(/^([a-z]+:\/\/[^:/?#]*):.*@/i, '$1@') }))
  return { ...settings, profiles }
}

/** Written whole under another name, forced to disk, then renamed: a reader sees the old file or the new one. */
async function saveFile(folder: string, settings: Settings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `${NAME}.${randomUUID()}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(`${JSON.stringify(settings, undefined, 2)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, join(folder, NAME))
  } catch (error) {
    // The disk is full or read-only: what was begun must not stay behind, and if it cannot go, that is not the news.
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

async function loadFile(folder: string): Promise<{ settings: Settings } | 'missing' | { unreadable: string } | 'broken'> {
  let text: string
  try {
    text = await readFile(join(folder, NAME), 'utf8')
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'missing' : { unreadable: codeOf(error) }
  }
  try {
    const parsed = settingsSchema.safeParse(JSON.parse(text))
    return parsed.success ? { settings: parsed.data } : 'broken'
  } catch {
    // No JSON at all.
    return 'broken'
  }
}

export async function createSettingsFile({ folder, clock, logger }: SettingsFileOptions): Promise<SettingsFile> {
  let settings = settingsSchema.parse({})
  let problem: string | undefined
  let saving: Promise<void> = Promise.resolve()
  /** Parts that were changed and are not on disk. */
  let unsaved: Partial<Settings> = {}

  /** Kept for the person to look at: it may hold profiles that were typed in by hand. */
  async function setAside(what: string): Promise<void> {
    const aside = `settings.broken-${clock.now()}.json`
    try {
      await rename(join(folder, NAME), join(folder, aside))
      problem = `The settings file could not be ${what}. It was kept as ${aside}, and the settings start afresh.`
    } catch (error) {
      problem = `The settings file could not be ${what} (${codeOf(error)} when it was to be set aside). The settings start afresh and replace it with the next change.`
    }
    logger.warn({ problem }, 'the settings file was not usable')
  }

  const loaded = await loadFile(folder)
  if (loaded === 'broken') await setAside('understood')
  else if (loaded !== 'missing') {
    if ('settings' in loaded) settings = loaded.settings
    else await setAside(`read (${loaded.unreadable})`)
  }

  const apply = (next: Partial<Settings>): Settings => withoutSecrets(settingsSchema.parse(next))

  /** What another Sluice of this user has saved meanwhile, with our own changes. */
  async function catchUp(): Promise<void> {
    const now = await loadFile(folder)
    if (typeof now === 'object' && 'settings' in now) settings = apply({ ...now.settings, ...unsaved })
  }

  async function save(): Promise<void> {
    try {
      const saved = unsaved
      await saveFile(folder, settings)
      if (unsaved === saved) unsaved = {}
      problem = undefined
    } catch (error) {
      const code = codeOf(error)
      problem = `The settings could not be saved (${code}).`
      logger.warn({ code }, 'the settings could not be saved')
      throw new Fault('settings-not-saved', `${problem} The change holds until Sluice ends.`, code === 'ENOSPC' ? 'Free some space on the disk, then change a setting again.' : 'Make the settings folder writable, then change a setting again.')
    }
  }

  async function saveAfter(before: Promise<void>): Promise<void> {
    // A save that failed was told to its own caller; the next one writes everything again.
    await before.catch(() => undefined)
    await catchUp()
    await save()
  }

  return {
    read: () => ({ settings, ...(problem !== undefined && { problem }) }),
    async change(part) {
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
      // In force at once, saved in turn.
      settings = apply({ ...settings, ...given })
      unsaved = { ...unsaved, ...given }
      const mine = saveAfter(saving)
      saving = mine.catch(() => undefined)
      await mine
      return settings
    }
  }
}
