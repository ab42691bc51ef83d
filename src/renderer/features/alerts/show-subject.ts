import { assertNever } from '@shared/lib/assert-never'
import type { Alert } from '@shared/model/alert'
import { select, setView, useView } from '../../store/view-store'

/** The words on the button that leads there. */
export function placeWords({ name }: Pick<Alert, 'name'>): string {
  switch (name) {
    case 'SluicePendingBacklog':
    case 'SluiceConsumerDead':
      return 'Show its pending entries'
    case 'SluiceLagGrowing':
    case 'SluiceBreakerOpen':
      return 'Show the group'
    case 'SluiceDeadLetters':
      return 'Show the dead letters'
    case 'SluiceScrapeFails':
      return 'Show the connection'
    default:
      return assertNever(name)
  }
}

/** Goes where something can be done about it. */
export function showSubject({ name, subject: { connection, key, group } }: Alert): void {
  if (key === undefined) {
    if (useView.getState().stream?.connection !== connection) setView({ connection, stream: undefined })
    return
  }
  const stream = { connection, key }
  if (name === 'SluiceDeadLetters' || group === undefined) return setView({ view: 'dead-letters', stream })
  select({ kind: 'group', stream, group })
  const pending = name === 'SluicePendingBacklog' || name === 'SluiceConsumerDead'
  setView(pending ? { view: 'pending', stream, pendingGroup: group } : { view: 'flow', stream })
}
