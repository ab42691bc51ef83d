import type { Implementer } from './router-context'
import type { Services } from './services'

export function createLabsRouter(os: Implementer, { labs, library }: Services) {
  const procedures = os.labs
  return {
    available: procedures.available.handler(() => labs.available()),
    read: procedures.read.handler(async ({ input }) => ({ text: await library.read(input.name) })),
    save: procedures.save.handler(async ({ input }) => ({ name: await library.save(input.text) })),
    remove: procedures.remove.handler(({ input }) => library.remove(input.name)),
    start: procedures.start.handler(async ({ input }) => ({ lab: await labs.start(input) })),
    sendToIntake: procedures.sendToIntake.handler(({ input }) => labs.sendToIntake(input)),
    addConsumer: procedures.addConsumer.handler(({ input }) => labs.addConsumer(input)),
    setPolicies: procedures.setPolicies.handler(({ input }) => labs.setPolicies(input)),
    stop: procedures.stop.handler(({ input }) => labs.stop(input))
  }
}

export function createLedgerRouter(os: Implementer, { ledger }: Services) {
  const procedures = os.ledger
  return {
    count: procedures.count.handler(async ({ input }) => (await ledger.query({ kind: 'count', ...input })) ?? []),
    accounted: procedures.accounted.handler(async ({ input }) => (await ledger.query({ kind: 'accounted', ...input })) ?? []),
    effects: procedures.effects.handler(async ({ input }) => (await ledger.query({ kind: 'effects', ...input })) ?? []),
    deliveries: procedures.deliveries.handler(async ({ input }) => (await ledger.query({ kind: 'deliveries', ...input })) ?? []),
    events: procedures.events.handler(async ({ input }) => (await ledger.query({ kind: 'events', ...input })) ?? []),
    subscriptions: procedures.subscriptions.handler(async ({ input }) => (await ledger.query({ kind: 'subscriptions', ...input })) ?? [])
  }
}
