import type { ReactNode } from 'react'
import { findBurials, holdsLetters } from '@shared/metrics/letter-streams'
import { toStreamId, type StreamRef } from '@shared/model/stream-ref'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { useWorkbench } from '../../store/workbench-store'
import { Switch } from '../../ui/switch'

/** Whether what lies in this stream counts as dead letters, for the alert and for /metrics. */
export function LettersSwitch({ stream }: { stream: StreamRef }): ReactNode {
  const host = useHost()
  const said = useSettings(({ settings }) => settings.letterStreams)
  const id = toStreamId(stream)
  const ours = useWorkbench((state) => findBurials(state).some(({ to }) => to === id))
  const watched = useWorkbench((state) => id in state.streams)
  const reason = ours ? 'Workers of Sluice move dead letters here.' : watched ? undefined : 'Nobody observes this stream.'
  const say = (holds: boolean): void => {
    void changeSettings(host, { letterStreams: [...said.filter(({ key }) => key !== stream.key), { key: stream.key, holds }] })
  }
  return <Switch label="Alert on these" checked={ours || (watched && holdsLetters(stream.key, said))} onChange={say} reason={reason} />
}
