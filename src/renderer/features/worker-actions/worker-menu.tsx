import { Cable, CircleStop, Flame, Hand, Pause, Play, Snowflake, StepForward, Sun, Trash2 } from 'lucide-react'
import { availableActions } from '@shared/model/worker-availability'
import { GATES, GATE_WORDS, type Gate, type WorkerState } from '@shared/model/worker-state'
import type { MenuItem } from '../../ui/menu'
import { connectionItems } from './connection-items'
import type { WorkerControls } from './use-worker-controls'

/** Gates a worker holds at. A producer has no gates of its own; it holds where "hold all" caught it. */
export function heldGates(worker: WorkerState): readonly Gate[] {
  return worker.role === 'consumer' ? worker.holdAt : []
}

/** True when letting go would change something: a gate is armed, or it stands at one. */
export function canRelease(worker: WorkerState): boolean {
  return heldGates(worker).length > 0 || worker.status.kind === 'held'
}

export const NOTHING_TO_RELEASE = 'No gate of it is held.'

/** Ends its thread when it gets to the gate chosen. */
export function crashAtItems(worker: WorkerState, controls: WorkerControls): MenuItem[] {
  if (worker.role !== 'consumer') return []
  const reason = availableActions(worker).crash
  return [
    { kind: 'label', text: 'Crash when it reaches' },
    ...GATES.map((gate): MenuItem => ({
      kind: 'item', danger: true, label: `${gate} · ${GATE_WORDS[gate]}`, reason, chosen: worker.crashAt === gate, onSelect: () => controls.crash(gate)
    }))
  ]
}

/** Gates to hold at, each to be switched on and off. */
export function holdItems(worker: WorkerState, controls: WorkerControls): MenuItem[] {
  if (worker.role !== 'consumer') return []
  const reason = availableActions(worker).hold
  return [
    { kind: 'label', text: 'Hold at' },
    ...GATES.map((gate): MenuItem => ({
      kind: 'item', label: `${gate} · ${GATE_WORDS[gate]}`, reason, chosen: worker.holdAt.includes(gate), onSelect: () => controls.hold(toggleGate(worker.holdAt, gate))
    }))
  ]
}

export function toggleGate(gates: readonly Gate[], gate: Gate): Gate[] {
  return GATES.filter((each) => (each === gate) !== gates.includes(each))
}

function gateChoices(worker: WorkerState, controls: WorkerControls): MenuItem[] {
  return [
    { kind: 'sub', label: 'Hold at a gate', items: holdItems(worker, controls) },
    { kind: 'sub', label: 'Crash at a gate', items: crashAtItems(worker, controls) }
  ]
}

/** Everything that can be done to a worker, each greyed with its reason when it would do nothing. */
export function workerMenuItems(worker: WorkerState, controls: WorkerControls, onRemove: () => void): MenuItem[] {
  const reasons = availableActions(worker)
  return [
    { kind: 'item', label: 'Crash now', icon: <Flame />, danger: true, reason: reasons.crash, onSelect: () => controls.crash() },
    { kind: 'item', label: 'Freeze', icon: <Snowflake />, reason: reasons.freeze, onSelect: controls.freeze },
    { kind: 'item', label: 'Resume', icon: <Sun />, reason: reasons.resume, onSelect: controls.resume },
    { kind: 'item', label: 'Stop: finish what it holds', icon: <CircleStop />, reason: reasons.stop, onSelect: controls.stop },
    { kind: 'item', label: 'Start', icon: <Play />, reason: reasons.start, onSelect: controls.start },
    { kind: 'separator' },
    { kind: 'item', label: 'Step one gate', icon: <StepForward />, reason: reasons.step, onSelect: controls.step },
    { kind: 'item', label: 'Hold at its next gate', icon: <Pause />, reason: reasons.hold, onSelect: () => controls.hold(GATES) },
    { kind: 'item', label: 'Release', icon: <Hand />, reason: canRelease(worker) ? undefined : NOTHING_TO_RELEASE, onSelect: () => controls.hold([]) },
    { kind: 'separator' },
    ...(worker.role === 'consumer' ? gateChoices(worker, controls) : []),
    { kind: 'sub', label: 'Connection', icon: <Cable />, items: connectionItems(worker, controls) },
    { kind: 'separator' },
    { kind: 'item', label: 'Remove…', icon: <Trash2 />, reason: reasons.remove, onSelect: onRemove }
  ]
}
