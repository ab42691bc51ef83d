import type { Gate } from '@shared/model/worker-state'
import type { EntryId } from '@shared/redis/entry-id'
import { isOrdered, markGate, mustCrash, mustHold, waitForTheEnd, type ControlBlock } from './control-block'
import type { ThreadReporter } from './thread-report'

export interface GateKeeper {
  /**
   * A named stop in a loop. Returns undefined, without waiting a turn, when nothing is ordered; else a promise that
   * resolves when the loop may go on. At a gate at which the worker is to be crashed it never returns.
   */
  pass(gate: Gate, id?: EntryId): Promise<void> | undefined
  /** The host changed the control block: those who are held look again. */
  look(): void
  /** No gate holds any more: a loop that drains must get to its end. Crash gates stay. */
  open(): void
  /** True when a person holds, steps or crashes: the loop then takes its time. */
  ordered(): boolean
}

export function createGateKeeper(block: ControlBlock, report: ThreadReporter): GateKeeper {
  let drained = false
  let wake: (() => void) | undefined

  async function stop(gate: Gate): Promise<void> {
    if (mustCrash(block, gate)) {
      report.status({ kind: 'at-crash-gate', gate })
      waitForTheEnd(block)
    }
    if (drained || !mustHold(block, gate)) return
    report.status({ kind: 'held', gate })
    do {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
      // A crash ordered for the gate at which it is already held is carried out there.
      if (mustCrash(block, gate)) return stop(gate)
    } while (!drained && mustHold(block, gate))
    report.status({ kind: 'running' })
  }

  return {
    pass(gate, id) {
      markGate(block, gate)
      report.gate(gate, id)
      return isOrdered(block) ? stop(gate) : undefined
    },
    look: () => wake?.(),
    open() {
      drained = true
      wake?.()
    },
    ordered: () => isOrdered(block)
  }
}
