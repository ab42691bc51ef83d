import { GATES, type Gate } from '@shared/model/worker-state'

/**
 * What host and thread share without messages, so that a gate costs one atomic load and a frozen or dead thread can
 * still be looked at. The host writes ORDERS, PERMITS and FROZEN; the thread writes GATE and waits on words.
 */
export type ControlBlock = Int32Array

const WORD = { orders: 0, permits: 1, frozen: 2, gate: 3, grave: 4 } as const
const WORDS = 5

/** ORDERS holds all that can stop a loop at a gate: bits 0–6 hold, bits 8–14 crash, bit 16 stop at whatever comes next. */
const CRASH_SHIFT = 8
const STEPPING = 1 << 16
const HOLD_BITS = 0x7f

const INDEX: Readonly<Record<Gate, number>> = { G0: 0, G1: 1, G2: 2, G3: 3, G4: 4, G5: 5, G6: 6 }
const BIT: Readonly<Record<Gate, number>> = { G0: 1, G1: 2, G2: 4, G3: 8, G4: 16, G5: 32, G6: 64 }

export function createControlBlock(): ControlBlock {
  return new Int32Array(new SharedArrayBuffer(WORDS * Int32Array.BYTES_PER_ELEMENT))
}

function toMask(gates: readonly Gate[]): number {
  return gates.reduce((mask, gate) => mask | BIT[gate], 0)
}

/** Host: the gates at which the loop holds from now on. Ends stepping. */
export function setHolds(block: ControlBlock, gates: readonly Gate[]): void {
  Atomics.store(block, WORD.permits, 0)
  Atomics.and(block, WORD.orders, ~(HOLD_BITS | STEPPING))
  Atomics.or(block, WORD.orders, toMask(gates))
}

/** Host: the gate at which the thread is to be ended, or none. */
export function setCrashAt(block: ControlBlock, gate: Gate | undefined): void {
  Atomics.and(block, WORD.orders, ~(HOLD_BITS << CRASH_SHIFT))
  if (gate !== undefined) Atomics.or(block, WORD.orders, BIT[gate] << CRASH_SHIFT)
}

/** Host: one permit to pass a gate; the loop then holds at the one after, whichever it is. */
export function addStep(block: ControlBlock): void {
  Atomics.or(block, WORD.orders, STEPPING)
  Atomics.add(block, WORD.permits, 1)
}

/** Host: what a new thread of the same worker starts from. Holds stay. */
export function resetForStart(block: ControlBlock): void {
  Atomics.store(block, WORD.permits, 0)
  Atomics.and(block, WORD.orders, HOLD_BITS)
  Atomics.store(block, WORD.frozen, 0)
  Atomics.store(block, WORD.gate, 0)
}

export function setFrozen(block: ControlBlock, frozen: boolean): void {
  Atomics.store(block, WORD.frozen, frozen ? 1 : 0)
  if (!frozen) Atomics.notify(block, WORD.frozen)
}

/** The gate at which the loop stands, or that it passed last. */
export function gateOf(block: ControlBlock): Gate {
  return GATES[Atomics.load(block, WORD.gate)] ?? 'G0'
}

/** Thread: the whole cost of a gate while nothing is ordered. */
export function isOrdered(block: ControlBlock): boolean {
  return Atomics.load(block, WORD.orders) !== 0
}

export function markGate(block: ControlBlock, gate: Gate): void {
  Atomics.store(block, WORD.gate, INDEX[gate])
}

export function mustCrash(block: ControlBlock, gate: Gate): boolean {
  return (Atomics.load(block, WORD.orders) & (BIT[gate] << CRASH_SHIFT)) !== 0
}

/** Thread: true when the loop has to stay at this gate. Takes a permit when there is one. */
export function mustHold(block: ControlBlock, gate: Gate): boolean {
  const orders = Atomics.load(block, WORD.orders)
  if ((orders & (BIT[gate] | STEPPING)) === 0) return false
  if (Atomics.load(block, WORD.permits) <= 0) return true
  Atomics.sub(block, WORD.permits, 1)
  return false
}

/** Thread: stops its event loop until the host thaws it. Returns at once when it already has. */
export function waitWhileFrozen(block: ControlBlock): void {
  while (Atomics.load(block, WORD.frozen) === 1) Atomics.wait(block, WORD.frozen, 1)
}

/** Thread: not one more line of it runs. Only the end of the thread ends this. */
export function waitForTheEnd(block: ControlBlock): never {
  for (;;) Atomics.wait(block, WORD.grave, 0)
}
