import { mergeDeliveries, toOpenRecords, type DeliveryPage, type DeliveryRecord } from '@shared/model/delivery-record'
import { selectOpenDeliveries } from '@shared/model/select-open-deliveries'
import { checkLab } from '../labs/check-lab'
import { listRepeats } from '../labs/list-repeats'
import type { Implementer } from './router-context'
import type { Services } from './services'

export function createLabsRouter(os: Implementer, { labs, library, log, observer, ledger }: Services) {
  const procedures = os.labs
  return {
    available: procedures.available.handler(() => labs.available()),
    read: procedures.read.handler(async ({ input }) => ({ text: await library.read(input.name) })),
    save: procedures.save.handler(async ({ input }) => ({ name: await library.save(input.text) })),
    remove: procedures.remove.handler(({ input }) => library.remove(input.name)),
    start: procedures.start.handler(async ({ input }) => ({ lab: await labs.start(input) })),
    check: procedures.check.handler(({ input }) => checkLab({ log, observer, ledger }, input.lab, input.shown)),
    sendToIntake: procedures.sendToIntake.handler(({ input }) => labs.sendToIntake(input)),
    addConsumer: procedures.addConsumer.handler(({ input }) => labs.addConsumer(input)),
    setPolicies: procedures.setPolicies.handler(({ input }) => labs.setPolicies(input)),
    setSubscription: procedures.setSubscription.handler(({ input }) => labs.setSubscription(input)),
    stop: procedures.stop.handler(({ input }) => labs.stop(input))
  }
}

export function createLedgerRouter(os: Implementer, { ledger, log, history, crashes }: Services) {
  const procedures = os.ledger

  /** Where nothing has had an effect there is no ledger, and what is open is all there is. */
  async function listDeliveries(input: DeliveryPage & { lab: string }): Promise<DeliveryRecord[]> {
    const lab = log.current().labs[input.lab]
    const open = lab === undefined ? [] : selectOpenDeliveries(log.current(), lab)
    return (await ledger.query({ kind: 'deliveries', ...input, open })) ?? mergeDeliveries([], toOpenRecords(open, new Map()), input)
  }

  return {
    count: procedures.count.handler(async ({ input }) => (await ledger.query({ kind: 'count', ...input })) ?? []),
    accounted: procedures.accounted.handler(async ({ input }) => (await ledger.query({ kind: 'accounted', ...input })) ?? []),
    effects: procedures.effects.handler(async ({ input }) => (await ledger.query({ kind: 'effects', ...input })) ?? []),
    repeats: procedures.repeats.handler(({ input }) => listRepeats({ log, history, crashes, ledger }, input.lab)),
    deliveries: procedures.deliveries.handler(({ input }) => listDeliveries(input)),
    events: procedures.events.handler(async ({ input }) => (await ledger.query({ kind: 'events', ...input })) ?? [])
  }
}
