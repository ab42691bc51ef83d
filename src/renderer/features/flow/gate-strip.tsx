import type { ReactNode } from 'react'
import { GATE_WORDS, GATES, type ConsumerState, type Gate } from '@shared/model/worker-state'
import { tip } from '../../ui/tooltip'
import styles from './gate-strip.module.css'

/** Where the loop stands or stood; undefined while it has no place in it. */
export function gateOf({ status }: ConsumerState): Gate | undefined {
  return 'gate' in status ? status.gate : undefined
}

/** The loop of a consumer as its seven gates: passed, here, held at, to be crashed at. */
export function GateStrip({ worker }: { worker: ConsumerState }): ReactNode {
  const here = gateOf(worker)
  const index = here === undefined ? -1 : GATES.indexOf(here)
  const place = here === undefined ? 'The loop is at no gate.' : `${worker.status.kind === 'crashed' ? 'Crashed at' : 'At'} ${here}, ${GATE_WORDS[here]}.`
  const holds = worker.holdAt.length > 0 ? `\nHolds at ${worker.holdAt.join(', ')}.` : ''
  const crash = worker.crashAt === undefined ? '' : `\nWill crash at ${worker.crashAt}, ${GATE_WORDS[worker.crashAt]}.`
  return (
    <div className={styles.strip} data-status={worker.status.kind} role="img" aria-label={`${place}${holds}${crash}`} {...tip(`${place}${holds}${crash}`)}>
      {GATES.map((gate, at) => (
        <i
          key={gate}
          data-here={at === index || undefined}
          data-past={at < index || undefined}
          data-hold={worker.holdAt.includes(gate) || undefined}
          data-crash={worker.crashAt === gate || undefined}
        />
      ))}
      <em>{here ?? '–'}</em>
    </div>
  )
}
