import type { AlertName } from '../model/alert'
import type { WorkbenchState } from '../model/workbench-state'
import { LAG_FLOOR, LAG_RANGE_MS, type AlertLimits, type Measured } from './alert-limits'
import { measureBreakers, measureConnections, measureDeadLetters, measureLagGrowth, measurePending, measureSilentConsumers } from './measures'

export interface AlertRule {
  name: AlertName
  /** As Prometheus evaluates it. A test compares it with observability/alerts.yml. */
  expr: (limits: AlertLimits) => string
  /** Fires when it held for so long, milliseconds. */
  forMs: number
  severity: 'warning' | 'critical'
  /** Of every subject there is; one that is not in the list is not observed any more. */
  measure: (state: WorkbenchState, now: number, limits: AlertLimits) => Measured[]
}

const MINUTE = 60_000

/** The rules of observability/alerts.yml, on the picture instead of on a scrape of it. */
export const ALERT_RULES: readonly AlertRule[] = [
  { name: 'SluicePendingBacklog', expr: ({ pendingAbove }) => `sluice_group_pending > ${pendingAbove}`, forMs: MINUTE, severity: 'warning', measure: measurePending },
  {
    name: 'SluiceLagGrowing', expr: () => `deriv(sluice_group_undelivered[${LAG_RANGE_MS / MINUTE}m]) > 0 and sluice_group_undelivered > ${LAG_FLOOR}`,
    forMs: 5 * MINUTE, severity: 'warning', measure: measureLagGrowth
  },
  { name: 'SluiceDeadLetters', expr: () => 'sluice_dead_letters > 0', forMs: 0, severity: 'warning', measure: measureDeadLetters },
  { name: 'SluiceBreakerOpen', expr: () => 'sluice_breaker_open == 1', forMs: 0, severity: 'critical', measure: measureBreakers },
  { name: 'SluiceConsumerDead', expr: () => 'sluice_group_consumers_silent > 0', forMs: MINUTE, severity: 'critical', measure: measureSilentConsumers },
  // That Sluice itself answers is for Prometheus to say: a page that lost it shows the banner of the feed instead.
  { name: 'SluiceScrapeFails', expr: () => 'up{job="sluice"} == 0 or sluice_connection_up == 0', forMs: MINUTE, severity: 'critical', measure: measureConnections }
]

const BY_NAME = new Map(ALERT_RULES.map((rule) => [rule.name, rule]))

export function ruleOf(name: AlertName): AlertRule {
  const rule = BY_NAME.get(name)
  if (rule === undefined) throw new Error(`there is no rule ${name}`)
  return rule
}
