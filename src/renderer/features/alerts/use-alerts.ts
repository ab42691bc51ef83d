import type { AlertLimits } from '@shared/alerts/alert-limits'
import { describeAlert, type AlertWords } from '@shared/alerts/describe-alert'
import type { Alert } from '@shared/model/alert'
import type { WorkbenchState } from '@shared/model/workbench-state'
import { useSettings } from '../../store/settings-store'
import { useWorkbench } from '../../store/workbench-store'

const selectAlerts = (state: WorkbenchState): readonly Alert[] => state.alerts

export const useAlerts = (): readonly Alert[] => useWorkbench(selectAlerts)

export function useAlertLimits(): AlertLimits {
  const pendingAbove = useSettings((store) => store.settings.pendingAlertAbove)
  const letterStreams = useSettings((store) => store.settings.letterStreams)
  return { pendingAbove, letterStreams }
}

/** An alert in words, by the limits in force and the label of its connection. */
export function useAlertWords(): (alert: Alert) => AlertWords {
  const limits = useAlertLimits()
  const connections = useWorkbench((state) => state.connections)
  return (alert) => describeAlert(alert, limits, connections[alert.subject.connection]?.label ?? alert.subject.connection)
}

/** What calls for a look: it fires, and the person has not said that they know. */
export const isCalling = ({ state, muted }: Alert): boolean => state === 'firing' && !muted
