import type { Alert, AlertName, AlertSubject } from '../model/alert'
import type { WorkbenchState } from '../model/workbench-state'
import type { AlertLimits, Measured } from './alert-limits'
import { ALERT_RULES, type AlertRule } from './alert-rules'

/** An alert between two looks at the picture. */
export interface TrackedAlert {
  alert: Omit<Alert, 'muted'>
  /** For how long it is known to have held, milliseconds. Time in which it was unknown does not count. */
  heldMs: number
  /** When it was last looked at. */
  at: number
}

export type TrackedAlerts = ReadonlyMap<string, TrackedAlert>

export interface AlertStep {
  alerts: TrackedAlerts
  fired: Alert['id'][]
  /** Over, or no longer observed; only of those that had fired. */
  ended: { alert: TrackedAlert['alert']; why: 'over' | 'not observed' }[]
}

/** Between two looks further apart than this, e.g. while the machine slept, anything may have been. Milliseconds. */
const LONGEST_STEP_MS = 90_000

export function alertId(name: AlertName, { connection, key, group, handler }: AlertSubject): string {
  return JSON.stringify([name, connection, key ?? null, group ?? null, handler ?? null])
}

function follow({ name, forMs }: AlertRule, { subject, ...found }: Measured, before: TrackedAlert | undefined, now: number): TrackedAlert | undefined {
  if (!found.known) {
    // Unknown is no reason to begin, to fire, or to end.
    if (before === undefined) return undefined
    return { ...before, at: now, alert: { ...before.alert, unknown: before.alert.unknown ?? { since: now, why: found.why } } }
  }
  if (!found.holds) return undefined
  const gap = before === undefined ? 0 : Math.max(0, now - before.at)
  const counts = before !== undefined && before.alert.unknown === undefined && gap <= LONGEST_STEP_MS
  const heldMs = (before?.heldMs ?? 0) + (counts ? gap : 0)
  const firedAt = before?.alert.firedAt ?? (heldMs >= forMs ? now : undefined)
  return {
    heldMs, at: now,
    alert: { id: alertId(name, subject), name, subject, state: firedAt === undefined ? 'pending' : 'firing', since: before?.alert.since ?? now, value: found.value, ...(firedAt !== undefined && { firedAt }) }
  }
}

/** One look at the picture. Pure: all that is remembered is in `before`. */
export function stepAlerts(before: TrackedAlerts, state: WorkbenchState, now: number, limits: AlertLimits): AlertStep {
  const alerts = new Map<string, TrackedAlert>()
  const measured = new Set<string>()
  for (const rule of ALERT_RULES) {
    for (const found of rule.measure(state, now, limits)) {
      const id = alertId(rule.name, found.subject)
      measured.add(id)
      const next = follow(rule, found, before.get(id), now)
      if (next !== undefined) alerts.set(id, next)
    }
  }
  const fired = [...alerts].filter(([id, { alert }]) => alert.state === 'firing' && before.get(id)?.alert.state !== 'firing').map(([id]) => id)
  const ended = [...before].flatMap(([id, { alert }]): AlertStep['ended'] => (alert.state === 'firing' && !alerts.has(id) ? [{ alert, why: measured.has(id) ? 'over' : 'not observed' }] : []))
  return { alerts, fired, ended }
}
