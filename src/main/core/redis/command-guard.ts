import type { ConnectionState } from '@shared/model/connection-state'
import { LAB_PREFIX } from '@shared/model/stream-ref'
import { toWord, type Verdict } from './command-words'
import type { Argument, Command } from './dispatcher'
import { OWNER_RULES } from './owner-rules'
import { READ_RULES } from './read-rules'
import { privateCommand } from './private-rules'
import { GuardError } from './reply'
import { clientCommand, WRITE_RULES } from './write-rules'

/** What the sender may do. `mode` is the mode now: a run-out `armed` must already have become another one. */
export type GuardPolicy =
  | { access: 'observe' }
  /** The owner of a sandbox on a server program, by a socket that is for this alone: reads, and what owner-rules lists. */
  | { access: 'owner' }
  | ({
      access: 'write'
      /** CLIENT IDs of Sluice's own connections: the only ones that CLIENT UNBLOCK may name. */
      ownClientIds?: ReadonlySet<string>
      /** The host's own socket, which alone may send a sandbox what is only for the server's owner. A worker's is not. */
      host?: boolean
      /** A person's own click asks for it, and saw before what it does. */
      byHand?: boolean
    } & Pick<ConnectionState, 'kind' | 'mode' | 'labsAllowed' | 'environment'>)

const NOBODY: ReadonlySet<string> = new Set()

/** Compared on bytes, because a key need not be text. The bare prefix is no lab key (TRUST G12). */
function isLabArgument(key: Argument): boolean {
  if (typeof key === 'string') return key.startsWith(LAB_PREFIX) && key.length > LAB_PREFIX.length
  return key.length > LAB_PREFIX.length && key.toString('latin1', 0, LAB_PREFIX.length) === LAB_PREFIX
}

function judge(name: string, args: readonly Argument[], policy: GuardPolicy): Verdict | undefined {
  if (policy.access === 'observe') return READ_RULES.get(name)?.(args)
  if (policy.access === 'owner') return (OWNER_RULES.get(name) ?? READ_RULES.get(name))?.(args)
  if (name === 'SLUICE') return policy.kind === 'sandbox' && policy.host === true ? privateCommand(args) : undefined
  if (name === 'CLIENT') return clientCommand(args, policy.ownClientIds ?? NOBODY)
  return (WRITE_RULES.get(name) ?? READ_RULES.get(name))?.(args)
}

function refuseUnknown(name: string, policy: GuardPolicy): GuardError {
  if (policy.access === 'observe' && WRITE_RULES.has(name)) {
    return new GuardError(`${name} changes data, and this connection only observes.`, 'Send it through an action that says what it writes.')
  }
  if (name === 'SLUICE') return new GuardError('The clock and the snapshots of a server are for its owner: Sluice touches those of its own sandbox only.', 'Open the built-in sandbox, and do it there.')
  return new GuardError(`Sluice never sends ${name === '' ? 'this command' : name}.`, 'Use redis-cli for it, if it has to be.')
}

/**
 * Lets a command pass or throws GuardError, before a byte of it is sent (TRUST G1). Pure. Judged by allow-list on the
 * parsed arguments, never on text: what no rule knows is refused in every mode, on every server.
 */
export function guardCommand(command: Command, policy: GuardPolicy): void {
  const name = toWord(command[0])
  const verdict = judge(name, command.slice(1), policy)
  if (verdict === undefined) throw refuseUnknown(name, policy)
  if (verdict.kind === 'denied') throw new GuardError(`${name} ${verdict.why}.`, 'This form of the command is not offered by Sluice.')
  if (verdict.kind === 'read' || policy.access !== 'write') return
  // The sandbox is Sluice's own server: every key in it is lab ground.
  const lab = policy.kind === 'sandbox' || verdict.keys.every(isLabArgument)
  if (lab && policy.labsAllowed) return
  if (lab && (verdict.labOnly || policy.mode.kind !== 'armed')) {
    throw new GuardError(`Labs are not allowed on this ${policy.environment} server.`, 'Allow labs for this connection first: it asks for the connection name.', 'confirm-needed')
  }
  const byHand = verdict.labOnly === 'by-hand' && policy.host === true && policy.byHand === true
  if (verdict.labOnly && !byHand) throw new GuardError(`${name} is sent only to keys under ${LAB_PREFIX}.`, `Use a key that starts with ${LAB_PREFIX}.`)
  if (byHand && policy.environment === 'production') {
    throw new GuardError(`${name} destroys data, and this is a production server: it is never sent there.`, 'Use a server that is not production, or redis-cli if it has to be.')
  }
  if (policy.mode.kind !== 'armed') {
    throw new GuardError(`This connection is not armed: ${name} on a key outside ${LAB_PREFIX} is refused.`, 'Arm the connection first: it asks for the connection name and lasts 15 minutes.', 'not-armed')
  }
}
