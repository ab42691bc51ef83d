import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUILT_IN_LABS } from '@shared/labs/built-in-labs'
import type { LabFile } from '@shared/labs/lab-file'
import { parseLabFile } from '@shared/labs/parse-lab-file'
import { Fault } from '../fault'

export interface LabListing {
  name: string
  title: string
  about: string
  /** `unsaved`: started from a text, and known by its name until Sluice ends. */
  origin: 'built-in' | 'saved' | 'unsaved'
  /** What is wrong with a saved file that cannot be run. */
  problem?: string
}

/** Every lab that can be started by its name: those that Sluice brings along, those that the person saved, and those that ran before in this run. */
export interface LabLibrary {
  list(): Promise<LabListing[]>
  /** The text of the file. Throws Fault `no-such-lab`. */
  read(name: string): Promise<string>
  /** Checked, or throws Fault `no-such-lab` or, with line and column, `bad-input`. */
  find(name: string): Promise<LabFile>
  /** Saves under the name that the text gives itself. A built-in lab's name is taken. Throws Fault. */
  save(text: string): Promise<string>
  remove(name: string): Promise<void>
  /** A lab was started from this text. What is saved under its name, then or later, goes before it. */
  remember(file: LabFile, text: string): void
}

const FILE_END = '.lab.yaml'
const SAVED_NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/

/** The text checked, or a Fault with the first place that is wrong. */
export function demandLabFile(text: string): LabFile {
  const parsed = parseLabFile(text)
  if (parsed.kind === 'ok') return parsed.file
  const [first] = parsed.problems
  const more = parsed.problems.length - 1
  throw new Fault('bad-input', `Line ${first?.line ?? 1}, column ${first?.column ?? 1}: ${first?.message ?? 'The file cannot be read.'}`, more > 0 ? `Correct this, and ${more} more after it.` : 'Correct this and try again.')
}

const FILE_NAME = /\.(ya?ml|json)$/i

/** A lab as a command line names it: the path of a file, or a name. The page cannot ask for paths. Throws Fault. */
export async function readNamedLab(nameOrPath: string): Promise<{ name: string } | { text: string }> {
  if (!FILE_NAME.test(nameOrPath)) return { name: nameOrPath }
  try {
    return { text: await readFile(nameOrPath, 'utf8') }
  } catch {
    throw new Fault('no-such-lab', 'The lab file cannot be read.', 'Check its path.')
  }
}

function builtIn(): Map<string, { text: string; file: LabFile }> {
  return new Map(BUILT_IN_LABS.map((text) => {
    const file = demandLabFile(text)
    return [file.name, { text, file }]
  }))
}

/** `folder` is made with the first lab that is saved. */
export function createLabLibrary(folder: string): LabLibrary {
  const own = builtIn()
  const unsaved = new Map<string, { text: string; file: LabFile }>()
  const path = (name: string): string => join(folder, `${name}${FILE_END}`)

  async function savedNames(): Promise<string[]> {
    const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return files.filter((file) => file.endsWith(FILE_END)).map((file) => file.slice(0, -FILE_END.length)).filter((name) => SAVED_NAME.test(name) && !own.has(name)).sort()
  }

  async function read(name: string): Promise<string> {
    const known = own.get(name)
    if (known !== undefined) return known.text
    const names = await savedNames()
    if (names.includes(name)) return readFile(path(name), 'utf8')
    const remembered = unsaved.get(name)
    if (remembered !== undefined) return remembered.text
    throw new Fault('no-such-lab', `There is no lab ${name}.`, `Choose one of: ${[...new Set([...own.keys(), ...names, ...unsaved.keys()])].join(', ')}.`)
  }

  return {
    read,
    async list() {
      const listings: LabListing[] = [...own.values()].map(({ file }) => ({ name: file.name, title: file.title, about: file.about, origin: 'built-in' }))
      const saved = await savedNames()
      for (const name of saved) {
        const parsed = parseLabFile(await readFile(path(name), 'utf8'))
        if (parsed.kind === 'ok') listings.push({ name, title: parsed.file.title, about: parsed.file.about, origin: 'saved' })
        else listings.push({ name, title: name, about: '', origin: 'saved', problem: `Line ${parsed.problems[0]?.line ?? 1}: ${parsed.problems[0]?.message ?? 'cannot be read'}` })
      }
      for (const [name, { file }] of unsaved) if (!saved.includes(name)) listings.push({ name, title: file.title, about: file.about, origin: 'unsaved' })
      return listings
    },
    find: async (name) => own.get(name)?.file ?? demandLabFile(await read(name)),
    async save(text) {
      const { name } = demandLabFile(text)
      if (own.has(name)) throw new Fault('bad-input', `${name} is the name of a lab that Sluice brings along.`, 'Give yours another name.')
      try {
        await mkdir(folder, { recursive: true })
        // Aside and renamed: a full disk must not cost the file that was there.
        await writeFile(`${path(name)}.new`, text, { mode: 0o600 })
        await rename(`${path(name)}.new`, path(name))
      } catch (error) {
        throw new Fault('not-possible-now', `The lab could not be saved: ${error instanceof Error ? error.message.split(',')[0] : String(error)}.`, 'Copy the text, make room, and try again.')
      }
      unsaved.delete(name)
      return name
    },
    async remove(name) {
      if (own.has(name)) throw new Fault('not-possible-now', 'A lab that Sluice brings along stays.', 'Remove one of your own.')
      if (SAVED_NAME.test(name)) await rm(path(name), { force: true })
      unsaved.delete(name)
    },
    remember(file, text) {
      if (!own.has(file.name)) unsaved.set(file.name, { text, file })
    }
  }
}
