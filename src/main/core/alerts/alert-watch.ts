import type { AlertLimits } from '@shared/alerts/alert-limits'
import { ruleOf } from '@shared/alerts/alert-rules'
import { describeAlert, type AlertWords } from '@shared/alerts/describe-alert'
import { stepAlerts, type AlertStep, type TrackedAlert, type TrackedAlerts } from '@shared/alerts/step-alerts'
import type { Clock } from '@shared/lib/clock'
import type { Alert, AlertSubject } from '@shared/model/alert'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import { Fault } from '../fault'
import type { EventLog } from '../live/event-log'

export interface AlertWatchOptions {
  log: Pick<EventLog, 'current' | 'append'>
  clock: Clock
  /** As the person has set them now. */
  limits: () => AlertLimits
}

/** Looks at the picture once a second by the rules of alerts.yml, and reports what holds. Asks no server anything. */
export interface AlertWatch {
  /** A muted alert is listed, not counted and not announced, until it ends or this run does. Faults: not-possible-now. */
  setMuted(id: string, muted: boolean): void
  dispose(): void
}

const EVERY_MS = 1000

/** What an alert is about, as a notice names it. */
function toPlace({ connection, key }: AlertSubject): Pick<Extract<WorkbenchEvent, { kind: 'notice' }>, 'connection' | 'stream'> {
  return { connection, ...(key !== undefined && { stream: { connection, key } }) }
}

function byAge(a: Alert, b: Alert): number {
  return a.since - b.since || (a.id < b.id ? -1 : 1)
}

export function createAlertWatch({ log, clock, limits }: AlertWatchOptions): AlertWatch {
  const life = new AbortController()
  const muted = new Set<string>()
  let tracked: TrackedAlerts = new Map()
  let told = '[]'

  const describe = (alert: TrackedAlert['alert']): AlertWords => describeAlert(alert, limits(), log.current().connections[alert.subject.connection]?.label ?? alert.subject.connection)

  const toAlert = ({ alert }: TrackedAlert): Alert => ({ ...alert, muted: muted.has(alert.id) })

  function tell(): void {
    const alerts = [...tracked.values()].map(toAlert).sort(byAge)
    const text = JSON.stringify(alerts)
    if (text === told) return
    told = text
    log.append({ kind: 'alerts-changed', alerts })
  }

  function note({ fired, ended }: AlertStep): void {
    for (const id of fired) {
      const alert = tracked.get(id)?.alert
      if (alert === undefined || muted.has(id)) continue
      const { text, next } = describe(alert)
      log.append({ kind: 'notice', level: ruleOf(alert.name).severity === 'critical' ? 'error' : 'warning', text, next, ...toPlace(alert.subject) })
    }
    for (const { alert, why } of ended) {
      const { title } = describe(alert)
      const quiet = muted.delete(alert.id)
      if (quiet || why === 'not observed') continue
      const { group, key, connection } = alert.subject
      log.append({ kind: 'notice', level: 'info', text: `Over: ${title.toLowerCase()}, ${[group, key ?? connection].filter((part) => part !== undefined).join(' of ')}.`, ...toPlace(alert.subject) })
    }
  }

  function look(): void {
    const step = stepAlerts(tracked, log.current(), clock.now(), limits())
    tracked = step.alerts
    for (const id of muted) if (!tracked.has(id) && !step.ended.some(({ alert }) => alert.id === id)) muted.delete(id)
    note(step)
    tell()
  }

  async function run(): Promise<void> {
    while (!life.signal.aborted) {
      await clock.sleep(EVERY_MS, life.signal)
      if (!life.signal.aborted) look()
    }
  }
  void run()

  return {
    setMuted(id, next) {
      if (!tracked.has(id)) throw new Fault('not-possible-now', 'This alert is over.', 'Nothing is left to mute.')
      if (next) muted.add(id)
      else muted.delete(id)
      tell()
    },
    dispose: () => life.abort()
  }
}
