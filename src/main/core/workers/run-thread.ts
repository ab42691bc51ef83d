import { createSeededRandom } from '@shared/lib/seeded-random'
import type { Clock } from '@shared/lib/clock'
import { isLabGround } from '@shared/model/lab-ground'
import { assertNever } from '@shared/lib/assert-never'
import type { Random } from '@shared/lib/seeded-random'
import { createConsumerLoop, type ConsumerLoop, type Effect } from './consumer-loop'
import { waitWhileFrozen } from './control-block'
import { createGateKeeper } from './gate-keeper'
import { createErrorPause } from './error-pause'
import { createConnector, ParkedError } from './loop-connection'
import { createProducerLoop, type ProducerLoop } from './producer-loop'
import { createLedgerClient } from '../ledger/ledger-client'
import type { ConsumerStart, HostMessage, ThreadReport, ThreadStart } from './thread-protocol'
import { createThreadReporter } from './thread-report'
import { openWorkerSocket } from './worker-socket'

export interface ThreadPort {
  postMessage(report: ThreadReport): void
  on(event: 'message', listener: (message: HostMessage) => void): void
  close(): void
}

export interface ThreadOptions {
  start: ThreadStart
  port: ThreadPort
  clock: Clock
  createEffect: (clock: Clock, random: Random) => Effect
}

type Loop = { kind: 'consumer'; loop: ConsumerLoop } | { kind: 'producer'; loop: ProducerLoop }

/** The life of a worker thread: its loop, the host's messages to it, and its last words. */
export async function runThread({ start, port, clock, createEffect }: ThreadOptions): Promise<void> {
  const random = createSeededRandom(start.seed)
  const report = createThreadReporter((message) => port.postMessage(message), clock)
  const gates = createGateKeeper(start.block, report)
  const stop = new AbortController()
  const stopping = stop.signal
  let { target } = start
  let fixedMs = start.role.kind === 'consumer' ? start.role.settings.errorPauseMs ?? undefined : undefined
  const pause = createErrorPause({ fixedMs: () => fixedMs, clock, random, stopping })
  const connect = createConnector({
    target: () => target,
    open: (to) => openWorkerSocket({ target: to, name: start.socketName, policy: { access: 'write', ...start.rights }, clock }),
    report, clock, pause, stopping
  })
  const common = { key: start.key, onLabGround: isLabGround(start.rights, start.key), connect, gates, report, clock, stopping, pause }

  function createLoop(): Loop {
    const { role } = start
    if (role.kind === 'producer') return { kind: 'producer', loop: createProducerLoop({ ...common, name: role.name, settings: role.settings, random }) }
    return { kind: 'consumer', loop: createConsumerLoop({ ...common, ...pickConsumer(role), sameClock: start.sameClock, random, lab: role.lab, ledger, effect: createEffect(clock, random) }) }
  }

  // A lost ledger ends a transaction with an error, which ends the loop: no effect may happen that cannot be told.
  const ledger = start.role.kind === 'consumer' && start.role.ledger !== undefined ? createLedgerClient(start.role.ledger) : undefined
  const running = createLoop()

  function obey(message: HostMessage): void {
    const consumer = running.kind === 'consumer' ? running.loop : undefined
    switch (message.kind) {
      case 'look':
        return gates.look()
      case 'freeze':
        report.status({ kind: 'frozen' })
        waitWhileFrozen(start.block)
        return report.thawed()
      case 'stop':
        stop.abort()
        report.status({ kind: 'stopping', blocked: consumer?.blocked() ?? false })
        return gates.open()
      case 'reroute':
        target = message.target
        return consumer?.wake()
      case 'rescue':
        return consumer?.rescue()
      case 'taken-away':
        return consumer?.takeAway(message.ids)
      case 'configure-consumer':
        fixedMs = message.settings.errorPauseMs ?? undefined
        return consumer?.configure(message.settings)
      case 'configure-producer':
        if (running.kind === 'producer') running.loop.configure(message.settings)
        return
      default:
        return assertNever(message)
    }
  }
  port.on('message', obey)

  try {
    await running.loop.run()
    report.status({ kind: 'ended' })
  } catch (error) {
    if (!(error instanceof ParkedError)) throw error
    report.status({ kind: 'parked', why: error.why, next: error.next })
  } finally {
    ledger?.close()
    port.close()
  }
}

function pickConsumer({ group, name, settings }: ConsumerStart): Pick<ConsumerStart, 'group' | 'name' | 'settings'> {
  return { group, name, settings }
}

