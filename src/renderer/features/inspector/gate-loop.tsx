import { Flame, Pause } from 'lucide-react'
import type { ReactNode } from 'react'
import { availableActions } from '@shared/model/worker-availability'
import { GATE_WORDS, GATES, type ConsumerState, type Gate } from '@shared/model/worker-state'
import { joinClasses } from '../../lib/join-classes'
import { Menu, type MenuItem } from '../../ui/menu'
import { tip } from '../../ui/tooltip'
import { toggleGate, type WorkerControls } from '../worker-actions'
import styles from './gate-loop.module.css'

/** Where each gate stands on the drawing, in its own units. */
const PLACES: Record<Gate, { x: number; y: number }> = {
  G0: { x: 30, y: 34 }, G1: { x: 106, y: 34 }, G2: { x: 182, y: 34 }, G3: { x: 258, y: 34 },
  G4: { x: 258, y: 116 }, G5: { x: 144, y: 116 }, G6: { x: 30, y: 116 }
}

/** What happens between one gate and the next. */
const STEPS = [
  { text: 'XREADGROUP', x: 68, y: 14, anchor: 'middle' },
  { text: 'reply', x: 144, y: 14, anchor: 'middle' },
  { text: 'guard', x: 220, y: 14, anchor: 'middle' },
  { text: 'effect', x: 250, y: 78, anchor: 'end' },
  { text: 'work done', x: 201, y: 144, anchor: 'middle' },
  { text: 'XACK', x: 87, y: 144, anchor: 'middle' },
  { text: 'again', x: 38, y: 78, anchor: 'start' }
] as const

const WIDTH = 288
const HEIGHT = 150

/** The gate a worker stands at or stood at last; a worker that waits for the server stands at none. */
function gateOf({ status }: ConsumerState): Gate | undefined {
  return 'gate' in status ? status.gate : undefined
}

/** The loop of a consumer as a drawing. Each gate can be held, and chosen as the place to crash. */
export function GateLoop({ worker, controls }: { worker: ConsumerState; controls: WorkerControls }): ReactNode {
  const at = gateOf(worker)
  return (
    <div className={styles.loop} role="group" aria-label="The loop of this consumer and its gates">
      <svg className={styles.track} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
        <path d="M30 34H258V116H30Z" />
        <path className={styles.arrow} d="M66 30l6 4-6 4M142 30l6 4-6 4M218 30l6 4-6 4M254 72l4 6 4-6M204 112l-6 4 6 4M90 112l-6 4 6 4M26 78l4-6 4 6" />
        {STEPS.map((step) => <text key={step.text} x={step.x} y={step.y} textAnchor={step.anchor}>{step.text}</text>)}
      </svg>
      {GATES.map((gate) => (
        <span key={gate} className={styles.place} style={{ left: `${(PLACES[gate].x / WIDTH) * 100}%`, top: `${(PLACES[gate].y / HEIGHT) * 100}%` }}>
          <Menu trigger={<GateButton gate={gate} worker={worker} current={gate === at} />} items={gateItems(gate, worker, controls)} />
        </span>
      ))}
    </div>
  )
}

interface GateButtonProps extends React.ComponentProps<'button'> {
  gate: Gate
  worker: ConsumerState
  current: boolean
}

function GateButton({ gate, worker, current, ...rest }: GateButtonProps): ReactNode {
  const held = worker.holdAt.includes(gate)
  const crashes = worker.crashAt === gate
  const words = [`${gate}, ${GATE_WORDS[gate]}`, current && `it is here: ${worker.status.kind}`, held && 'holds here', crashes && 'will be crashed here'].filter((part) => part !== false).join('; ')
  return (
    <button
      {...rest}
      type="button"
      aria-label={words}
      data-status={current ? worker.status.kind : undefined}
      className={joinClasses(styles.gate, current && styles.current, held && styles.held, crashes && styles.crashes)}
      {...tip(words)}
    >
      {gate}
      {crashes ? <Flame aria-hidden className={styles.badge} /> : held && <Pause aria-hidden className={styles.badge} />}
    </button>
  )
}

function gateItems(gate: Gate, worker: ConsumerState, controls: WorkerControls): MenuItem[] {
  const reasons = availableActions(worker)
  const held = worker.holdAt.includes(gate)
  return [
    { kind: 'label', text: `${gate} · ${GATE_WORDS[gate]}` },
    { kind: 'item', label: held ? 'Do not hold here' : 'Hold here', icon: <Pause />, reason: reasons.hold, onSelect: () => controls.hold(toggleGate(worker.holdAt, gate)) },
    { kind: 'item', label: 'Crash when it gets here', icon: <Flame />, danger: true, reason: reasons.crash ?? (worker.crashAt === gate ? 'It will be crashed here already.' : undefined), onSelect: () => controls.crash(gate) }
  ]
}
