import { z } from 'zod'
import { procedure } from './procedure'
import { connectionId } from './primitives'

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

export const connections = {
  /** Opens and keeps trying; what becomes of it is told by the live feed. Fails only on an address that cannot be one. */
  open: procedure.input(openConnection).output(z.object({ connection: connectionId })),
  /** Starts the private server, or gives the connection to it when it runs. */
  openSandbox: procedure.output(z.object({ connection: connectionId })),
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
  /** The sandbox only: ends its server with SIGKILL, or starts a new one on the same port. */
  killServer: procedure.input(one).output(z.void()),
  startServer: procedure.input(one).output(z.void())
}
