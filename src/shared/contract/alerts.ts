import { z } from 'zod'
import { procedure } from './procedure'

export const alerts = {
  /** An alert that is muted stays in the list, is not counted and not announced, until it ends or the host does. */
  setMuted: procedure.input(z.object({ alert: z.string().max(300_000), muted: z.boolean() })).output(z.void())
}
