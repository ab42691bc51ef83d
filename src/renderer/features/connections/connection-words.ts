import { assertNever } from '@shared/lib/assert-never'
import type { ConnectionState, Environment, ReplicaState, ServerClock } from '@shared/model/connection-state'
import { formatAge } from '../../lib/format-age'
import { formatBytes } from '../../lib/format-bytes'

export const ENVIRONMENTS = ['local', 'dev', 'staging', 'production'] as const satisfies readonly Environment[]

export const ENVIRONMENT_WORDS: Record<Environment, string> = {
  local: 'on this machine; labs run freely',
  dev: 'for trying things; labs run freely',
  staging: 'shared; labs after a confirm',
  production: 'in use by others; labs after a confirm'
}

/** One word for where the connection stands, with an age where that matters. `now`: wall clock milliseconds. */
export function describeStatus({ status }: ConnectionState, now: number): string {
  switch (status.kind) {
    case 'connecting': return 'connecting…'
    case 'ready': return 'ready'
    case 'reconnecting': return `reconnecting for ${formatAge(now - status.since)}`
    case 'refused': return 'refused'
    case 'lost': return 'lost'
    case 'closed': return 'closed'
    default: return assertNever(status)
  }
}

/** `60 s ahead`, where a clock that runs is not that of this machine; to the second. */
export function describeAhead(clock: ServerClock | undefined): string | undefined {
  if (clock?.kind !== 'running' || Math.abs(clock.ahead) < 1000) return undefined
  const seconds = Math.round(Math.abs(clock.ahead) / 1000)
  const span = seconds < 120 ? `${seconds} s` : formatAge(seconds * 1000)
  return `${span} ${clock.ahead > 0 ? 'ahead' : 'behind'}`
}

/** It in a sentence: `the built-in sandbox`, or the name that a person gave. */
export function callConnection({ kind, label }: Pick<ConnectionState, 'kind' | 'label'>): string {
  return kind === 'sandbox' ? `the ${label}` : label
}

/** What a sandbox is and is not, in a line of its own; nothing of a server that is the person's. */
export function describeSandbox({ sandbox, persistence }: ConnectionState): string | undefined {
  switch (sandbox) {
    case undefined: return undefined
    case 'built-in': return 'Built in, in memory. No persistence, replication, cluster or Lua.'
    case 'program': return `A server program of this machine, private, ${persistence === undefined || persistence === 'none' ? 'without persistence' : 'with an append-only file'}.`
    default: return assertNever(sandbox)
  }
}

const LINK_WORDS: Readonly<Record<ReplicaState['link'], string>> = { up: 'its link is up', syncing: 'it takes its first copy', cut: 'its link is cut', down: 'its link is down', ended: 'its process has ended' }

/** Where its replica is and how it stands, or undefined where there is none. */
export function describeReplica({ replica }: Pick<ConnectionState, 'replica'>): string | undefined {
  if (replica === undefined) return undefined
  const behind = replica.behind === undefined || replica.link === 'ended' ? '' : replica.behind === 0 ? ', nothing behind' : `, ${formatBytes(replica.behind)} behind`
  return `Replica ${replica.address}: ${LINK_WORDS[replica.link]}${behind}.`
}

/** The server behind it, e.g. `redis 7.0.15, private`. */
export function describeServer({ kind, server }: ConnectionState): string {
  const product = server === undefined ? 'server not known yet' : `${server.product} ${server.version}`
  return kind === 'sandbox' ? `${product}, private` : product
}

/** What may be written, as one word and a sentence. */
export function describeMode({ kind, mode }: ConnectionState): { word: 'OBSERVE' | 'LAB' | 'ARMED'; tone: 'neutral' | 'ok' | 'bad'; about: string } {
  switch (mode.kind) {
    case 'observe': return { word: 'OBSERVE', tone: 'neutral', about: 'Sluice only reads. The host refuses every write.' }
    case 'lab': return { word: 'LAB', tone: 'ok', about: kind === 'sandbox' ? 'A private server: everything in it may be written.' : 'Sluice may write keys under sluice:lab: and nothing else.' }
    case 'armed': return { word: 'ARMED', tone: 'bad', about: 'Publish, ack and claim are allowed on any key until the time is up.' }
    default: return assertNever(mode)
  }
}

/** `14:59` until `until`. */
export function formatCountdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
