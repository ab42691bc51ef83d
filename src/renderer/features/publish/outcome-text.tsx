import { assertNever } from '@shared/lib/assert-never'
import type { ReactNode } from 'react'
import { select, setView } from '../../store/view-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { EntryIdText } from '../../ui/name'
import type { HistoryItem } from './publish-store'

/** What became of the last entry, in words, with the next step. */
export function OutcomeText({ item }: { item: HistoryItem }): ReactNode {
  const { outcome, stream } = item
  switch (outcome.kind) {
    case 'sending':
      return <Banner level="info" title="Sending…">Waiting for the server’s answer.</Banner>
    case 'ok': {
      const { id } = outcome
      return (
        <Banner level="info" title={<>Published{id !== undefined && <> as <EntryIdText id={id} /></>}.</>} actions={id !== undefined && <Button size="small" onClick={() => select({ kind: 'entry', stream, id })}>Inspect</Button>}>
          The server answered with this id.
        </Banner>
      )
    }
    case 'failed':
      return <Banner level="error" title={outcome.message}>{outcome.next}</Banner>
    case 'unknown': {
      const explicit = item.request?.id
      return (
        <Banner level="warning" title={`Not known whether it was added. ${outcome.message}`} actions={<Button size="small" onClick={() => setView({ view: 'entries', stream })}>Look in Entries</Button>}>
          {outcome.next} {explicit !== undefined && /^\d+-\d+$/.test(explicit) && `Its id would be ${explicit}.`} Sluice does not send it again by itself.
        </Banner>
      )
    }
    default:
      return assertNever(outcome)
  }
}
