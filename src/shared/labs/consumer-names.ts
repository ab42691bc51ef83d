import type { LabFile, LabFileGroup } from './lab-file'

/** What no name can hold, for a host that is not known: the file is the same on every one. */
const UNKNOWN_HOST = '{host}'

/** The names of a group's consumers, in order. */
export function consumerNames(consumers: LabFileGroup['consumers'], hostName = UNKNOWN_HOST): string[] {
  if (Array.isArray(consumers)) return consumers
  const { prefix, host, count } = consumers
  const before = [...(prefix === undefined ? [] : [prefix]), ...(host ? [hostName] : [])]
  return Array.from({ length: count }, (_, index) => [...before, index + 1].join('-'))
}

/** The file as it runs on this host: every consumer by its name. */
export function nameConsumers(file: LabFile, hostName: string): LabFile {
  return { ...file, groups: file.groups.map((group) => ({ ...group, consumers: consumerNames(group.consumers, hostName) })) }
}
