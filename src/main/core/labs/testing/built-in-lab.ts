import { BUILT_IN_LABS } from '@shared/labs/built-in-labs'
import type { LabFile, LabFileGroup } from '@shared/labs/lab-file'
import { parseLabFile } from '@shared/labs/parse-lab-file'

/** A lab that Sluice brings along, as its file says. */
export function builtInLab(name: string): LabFile {
  for (const text of BUILT_IN_LABS) {
    const parsed = parseLabFile(text)
    if (parsed.kind === 'ok' && parsed.file.name === name) return parsed.file
  }
  throw new Error(`no built-in lab ${name}`)
}

export function groupOf(file: LabFile, name: string): LabFileGroup {
  const group = file.groups.find((candidate) => candidate.name === name)
  if (group === undefined) throw new Error(`no group ${name}`)
  return group
}

export interface LabVariant {
  /** Of these groups only; all of them when it is not given. */
  groups?: string[]
  /** Producers stay out of the way, so that a test adds what it looks at. */
  sources?: LabFile['sources']
  streams?: LabFile['streams']
  /** What a test shortens or switches of each group. */
  group?: (group: LabFileGroup) => Partial<LabFileGroup>
}

/** The built-in lab with other milliseconds, for faults that would else take minutes. Everything else is as in the file. */
export function variantOf(name: string, change: LabVariant): string {
  const file = builtInLab(name)
  const groups = file.groups.filter((group) => change.groups?.includes(group.name) ?? true)
  return JSON.stringify({
    ...file, sources: change.sources ?? [], ...(change.streams !== undefined && { streams: change.streams }), groups: groups.map((group) => ({ ...group, ...change.group?.(group) }))
  })
}

/** A handler as it is, but for what is given. */
export function handler(group: LabFileGroup, change: Partial<LabFileGroup['handler']>): LabFileGroup['handler'] {
  return { ...group.handler, ...change }
}
