import { useCallback, useEffect, useState, type ReactNode } from 'react'
import type { LabListing } from '@shared/contract/labs'
import { attempt } from '../../store/attempt'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { useWorkbench } from '../../store/workbench-store'
import { EmptyState } from '../../ui/empty-state'
import { LabDetail } from './lab-detail'
import { setLabView, useLabView } from './lab-store'
import styles from './labs-view.module.css'

/** The labs that the host knows, asked again whenever one was saved, removed or started from a text. `running`: names of those that run. */
function useListings(running: string): { labs: readonly LabListing[] | undefined; ask: () => void } {
  const host = useHost()
  const [labs, setLabs] = useState<readonly LabListing[]>()
  const ask = useCallback(() => void attempt(async () => setLabs(await host.labs.available())), [host])
  useEffect(ask, [ask, running])
  return { labs, ask }
}

/** Labs: running set-ups of producers and consumers, each of them a file. */
export function LabsView(): ReactNode {
  const connection = useCurrentConnection()
  const running = useWorkbench((state) => state.labs)
  const chosen = useLabView((view) => view.chosen)
  const here = Object.values(running).filter((lab) => lab.connection === connection?.id)
  const { labs, ask } = useListings(here.map((lab) => lab.name).sort().join(' '))
  if (labs === undefined) return <EmptyState title="Reading the labs…" />
  const current = labs.find((lab) => lab.name === chosen) ?? labs.find((lab) => here.some((other) => other.name === lab.name)) ?? labs[0]
  return (
    <section className={styles.view} aria-label="Labs">
      <nav className={styles.list} aria-label="Known labs">
        <h2>Labs</h2>
        <ul>
          {labs.map((lab) => {
            const state = here.find((other) => other.name === lab.name)
            return (
              <li key={lab.name}>
                <button type="button" aria-current={lab.name === current?.name ? 'true' : undefined} onClick={() => setLabView({ chosen: lab.name })}>
                  <strong>{lab.title}</strong>
                  <span className={styles.state} data-status={state?.status ?? (lab.problem === undefined ? 'idle' : 'failed')}>{state?.status ?? (lab.problem === undefined ? lab.origin : 'has a mistake')}</span>
                  <small>{lab.name}</small>
                </button>
              </li>
            )
          })}
        </ul>
      </nav>
      {current === undefined ? <EmptyState title="There is no lab" /> : <LabDetail key={current.name} lab={current} state={here.find((lab) => lab.name === current.name)} onSaved={ask} />}
    </section>
  )
}
