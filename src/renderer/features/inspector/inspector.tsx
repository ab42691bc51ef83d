import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { useView, type Selection } from '../../store/view-store'
import { EmptyState } from '../../ui/empty-state'
import { EntryInspector } from '../entry-inspector'
import { ConsumerInspector } from './consumer-inspector'
import { GroupInspector } from './group-inspector'
import styles from './inspector.module.css'
import { ProducerInspector } from './producer-inspector'

/** Shows the thing that is selected, whatever it is. */
export function Inspector(): ReactNode {
  const selection = useView((view) => view.selection)
  if (selection === undefined) {
    return (
      <div className={styles.empty}>
        <EmptyState title="Nothing is selected">Choose an entry, a group, a consumer or a producer anywhere, and it opens here.</EmptyState>
      </div>
    )
  }
  // A new subject is a new panel: nothing of the one before it, drafts, courses and scrolling included, may show.
  return <div key={JSON.stringify(selection)} className={styles.scroll}><Inspected selection={selection} /></div>
}

function Inspected({ selection }: { selection: Selection }): ReactNode {
  switch (selection.kind) {
    case 'entry':
      return <EntryInspector stream={selection.stream} id={selection.id} />
    case 'group':
      return <GroupInspector stream={selection.stream} name={selection.group} />
    case 'consumer':
      return <ConsumerInspector stream={selection.stream} group={selection.group} name={selection.consumer} />
    case 'producer':
      return <ProducerInspector id={selection.worker} />
    default:
      return assertNever(selection)
  }
}
