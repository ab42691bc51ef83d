import { useCallback, useEffect, useState, type ReactNode } from 'react'
import type { LabListing } from '@shared/contract/labs'
import type { LabState } from '@shared/model/worker-state'
import { attempt } from '../../store/attempt'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import { SideList, type SideListItem } from '../../ui/side-list'
import { LabDetail } from './lab-detail'
import { setLabView, useLabView } from './lab-store'

/** The labs that the host knows, asked again whenever one was saved, removed or started from a text. `running`: names of those that run. */
function useListings(running: string): { labs: readonly LabListing[] | undefined; ask: () => void } {
  const host = useHost()
  const [labs, setLabs] = useState<readonly LabListing[]>()
  const ask = useCallback(() => void attempt(async () => setLabs(await host.labs.available())), [host])
  useEffect(ask, [ask, running])
  return { labs, ask }
}

function describeLab({ origin, problem }: LabListing, state: LabState | undefined): SideListItem<string>['status'] {
  if (state !== undefined) return { text: state.status, tone: state.status === 'running' ? 'good' : state.status === 'failed' ? 'bad' : 'plain' }
  return problem === undefined ? { text: origin, tone: 'plain' } : { text: 'has a mistake', tone: 'bad' }
}

/** Labs: running set-ups of producers and consumers, each of them a file. */
export function LabsView(): ReactNode {
  const connection = useCurrentConnection()
  const running = useWorkbench((state) => state.labs)
  const chosen = useLabView((view) => view.chosen)
  const here = Object.values(running).filter((lab) => lab.connection === connection?.id)
  const stateOf = (name: string): LabState | undefined => here.filter((lab) => lab.name === name).at(-1)
  const { labs, ask } = useListings(here.map((lab) => lab.name).sort().join(' '))
  if (labs === undefined) return <EmptyState title="Reading the labs…" />
  const current = labs.find((lab) => lab.name === chosen) ?? labs.find((lab) => here.some((other) => other.name === lab.name)) ?? labs[0]
  const items = labs.map((lab): SideListItem<string> => ({ key: lab.name, title: lab.title, note: lab.name, isName: true, status: describeLab(lab, stateOf(lab.name)) }))
  return (
    <SideList label="Known labs" title="Labs" items={items} current={current?.name} onChoose={(name) => setLabView({ chosen: name })}>
      {current === undefined ? <EmptyState title="There is no lab" /> : <LabDetail key={current.name} lab={current} state={stateOf(current.name)} onSaved={ask} />}
    </SideList>
  )
}
