import { z } from 'zod'
import { procedure } from './procedure'
import { connectionId, outcome } from './primitives'

export const environment = z.enum(['local', 'dev', 'staging', 'production'])

/** A server to connect to. Secrets travel from the page to the host once, and never back. */
export const openConnection = z.object({
  label: z.string().trim().min(1).max(80),
  /** `redis://`, `rediss://` or `unix:///path/to.sock`, user and db inside allowed. */
  url: z.string().trim().min(1).max(2048),
  username: z.string().max(256).optional(),
  password: z.string().max(4096).optional(),
  environment: environment.optional(),
  tls: z.object({ verify: z.boolean(), ca: z.string().max(256 * 1024).optional(), serverName: z.string().max(256).optional() }).optional()
})
export type OpenConnection = z.infer<typeof openConnection>

const one = z.object({ connection: connectionId })

/** `auto`: a sandbox that is open; else redis-server or valkey-server where this machine has one; else the built-in one. */
export const sandboxChoice = z.enum(['auto', 'program', 'built-in'])
export type SandboxChoice = z.infer<typeof sandboxChoice>

/** What a sandbox can run on here, and why not. */
const sandboxServer = z.object({ kind: z.enum(['program', 'built-in']), reason: z.string().optional() })
export type SandboxServerOffer = z.infer<typeof sandboxServer>

export const sandboxPersistence = z.enum(['none', 'aof-everysec', 'aof-always'])

/** `saved`: from its append-only file. `persistence`: what it writes from then on; as before when absent. */
const restart = { from: z.enum(['empty', 'saved']).default('empty'), persistence: sandboxPersistence.optional() }
/** The longest time that a killed server may be planned to stay away. */
export const LONGEST_PAUSE_MS = 600_000

/** The furthest that a clock is moved at once: a year. Ids made then bar all earlier ones. */
export const LONGEST_ADVANCE_MS = 366 * 86_400_000

export const connections = {
  /** Opens and keeps trying; what becomes of it is told by the live feed. Fails only on an address that cannot be one. */
  open: procedure.input(openConnection).output(z.object({ connection: connectionId })),
  /** What a sandbox can run on; looked up at each call, since a program may be installed meanwhile. */
  sandboxServers: procedure.output(z.array(sandboxServer)),
  /** Starts a private server, or gives the connection to it when it runs. Without a choice the setting `sandbox` decides. */
  openSandbox: procedure.input(z.object({ server: sandboxChoice.optional() })).output(z.object({ connection: connectionId })),
  /** A sandbox only: the password of Sluice's own server, for redis-cli. The page copies it and does not show it. */
  sandboxPassword: procedure.input(one).output(z.object({ password: z.string() })),
  close: procedure.input(one).output(z.void()),
  /** Tries again at once, after a refusal or a loss. `password` replaces the one in the host. */
  retry: procedure.input(one.extend({ password: z.string().max(4096).optional() })).output(z.void()),
  /** Going from production to another needs the typed label. */
  setEnvironment: procedure.input(one.extend({ environment, typedLabel: z.string().optional() })).output(z.void()),
  /** Allows labs on a staging or production server, after the person typed its label. */
  allowLabs: procedure.input(one.extend({ typedLabel: z.string() })).output(z.void()),
  /** Allows publish, ack and claim on any key for 15 minutes. */
  arm: procedure.input(one.extend({ typedLabel: z.string() })).output(z.object({ until: z.number() })),
  disarm: procedure.input(one).output(z.void()),
  /** A sandbox only: ends its server as a crash would, or starts one again on the same port. */
  killServer: procedure.input(one).output(z.void()),
  startServer: procedure.input(one.extend(restart)).output(z.void()),
  /** Kills it and returns; it starts by itself after that time, unless somebody starts or closes it before. */
  killThenStartServer: procedure.input(one.extend({ ...restart, afterMs: z.number().int().min(0).max(LONGEST_PAUSE_MS) })).output(z.void()),
  /** A sandbox on a server program that runs: CONFIG SET, and waits until the first append-only file is written. */
  setPersistence: procedure.input(one.extend({ persistence: sandboxPersistence })).output(outcome),
  /** A second server that follows the first through a link of its own, which can be cut. */
  addReplica: procedure.input(one).output(z.void()),
  cutReplicationLink: procedure.input(one).output(z.void()),
  mendReplicationLink: procedure.input(one).output(z.void()),
  removeReplica: procedure.input(one).output(z.void()),
  /** Kills the primary and promotes the replica: the connection and its workers go there. */
  failOver: procedure.input(one).output(outcome),
  /** A sandbox with `capabilities.clock` only: SLUICE CLOCK HOLD, ADVANCE and RELEASE. */
  holdClock: procedure.input(one).output(outcome),
  advanceClock: procedure.input(one.extend({ ms: z.number().int().min(1).max(LONGEST_ADVANCE_MS) })).output(outcome),
  releaseClock: procedure.input(one).output(outcome)
}
