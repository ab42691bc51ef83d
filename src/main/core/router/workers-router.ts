import type { Implementer } from './router-context'
import type { Services } from './services'

export function createWorkersRouter(os: Implementer, { pool }: Services) {
  const procedures = os.workers
  return {
    addConsumer: procedures.addConsumer.handler(async ({ input }) => ({ worker: await pool.addConsumer(input) })),
    addProducer: procedures.addProducer.handler(async ({ input }) => ({ worker: await pool.addProducer(input) })),
    start: procedures.start.handler(({ input }) => pool.start(input.worker)),
    stop: procedures.stop.handler(({ input }) => pool.stop(input.worker)),
    crash: procedures.crash.handler(({ input }) => pool.crash(input.worker, input.at)),
    freeze: procedures.freeze.handler(({ input }) => pool.freeze(input.worker)),
    resume: procedures.resume.handler(({ input }) => pool.resume(input.worker)),
    remove: procedures.remove.handler(({ input }) => pool.remove(input.worker, { deleteConsumer: input.deleteConsumer })),
    configureConsumer: procedures.configureConsumer.handler(({ input }) => pool.configureConsumer(input.worker, input.settings)),
    configureProducer: procedures.configureProducer.handler(({ input }) => pool.configureProducer(input.worker, input.settings)),
    hold: procedures.hold.handler(({ input }) => pool.hold(input.worker, input.gates)),
    step: procedures.step.handler(({ input }) => pool.step(input.worker)),
    setLink: procedures.setLink.handler(({ input }) => pool.setLink(input.worker, input.fault)),
    cutLink: procedures.cutLink.handler(({ input }) => pool.cutLink(input.worker)),
    leaveProxy: procedures.leaveProxy.handler(({ input }) => pool.leaveProxy(input.worker)),
    holdAll: procedures.holdAll.handler(({ input }) => pool.holdAll(input.connection)),
    releaseAll: procedures.releaseAll.handler(({ input }) => pool.releaseAll(input.connection))
  }
}
