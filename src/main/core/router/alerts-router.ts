import type { Implementer } from './router-context'
import type { Services } from './services'

export function createAlertsRouter(os: Implementer, { alerts }: Services) {
  return { setMuted: os.alerts.setMuted.handler(({ input }) => alerts.setMuted(input.alert, input.muted)) }
}
