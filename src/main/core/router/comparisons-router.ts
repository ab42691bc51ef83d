import type { Implementer } from './router-context'
import type { Services } from './services'

export function createComparisonsRouter(os: Implementer, { comparisons }: Services) {
  const procedures = os.comparisons
  return {
    start: procedures.start.handler(async ({ input }) => ({ comparison: await comparisons.start(input) })),
    act: procedures.act.handler(({ input }) => comparisons.act(input.comparison, input.action)),
    stop: procedures.stop.handler(({ input }) => comparisons.stop(input.comparison))
  }
}
