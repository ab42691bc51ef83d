import type { AbortSignalLike, Clock } from '@shared/lib/clock'
import type { ServerProbe } from './probe-capabilities'

/** While armed: a failover can change the server's role under an open socket (TRUST G7). */
const ROLE_CHECK_EVERY = 5000

export interface ArmWatchOptions {
  /** Wall clock. */
  until: number
  /** Aborted when the arm ends by other means; a broken connection ends it too. */
  signal: AbortSignalLike
  clock: Clock
  /** The server as it was last found. */
  known: () => ServerProbe | undefined
  ask: () => Promise<ServerProbe>
  onFound: (found: ServerProbe) => void
  onChanged: (found: ServerProbe) => void
  onRunOut: () => void
}

/** Tells when the time of an arm is over, and when the server under it becomes another (TRUST G7). */
export async function watchArm({ until, signal, clock, known, ask, onFound, onChanged, onRunOut }: ArmWatchOptions): Promise<void> {
  while (!signal.aborted && clock.now() < until) {
    await clock.sleep(Math.min(ROLE_CHECK_EVERY, until - clock.now()), signal)
    const before = known()
    const found = signal.aborted ? undefined : await ask().catch(() => undefined)
    if (signal.aborted || found === undefined) continue
    onFound(found)
    const same = found.facts?.runId === before?.facts?.runId && found.facts?.role === before?.facts?.role && found.replicationId === before?.replicationId
    if (!same) onChanged(found)
  }
  if (!signal.aborted) onRunOut()
}
