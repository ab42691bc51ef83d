import { MailCheck, MailX } from 'lucide-react'
import type { ReactNode } from 'react'
import type { StreamRef } from '@shared/model/stream-ref'
import { setView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Name } from '../../ui/name'
import { setLettersView } from './letters-store'
import type { DeadLettersBoard } from './use-dead-letters'

/** Stands in place of rows, and says why there are none. */
export function LettersEmpty({ stream, board, filtered }: { stream: StreamRef; board: DeadLettersBoard; filtered: boolean }): ReactNode {
  if (filtered) return <EmptyState title="No loaded letter passes the facets" action={<Button onClick={() => setLettersView({ terms: [] })}>Clear the facets</Button>} />
  if (board.fault?.code === 'no-such-stream') {
    return (
      <EmptyState icon={<MailCheck size={28} />} title="Nothing was given up" action={<Button onClick={() => setView({ view: 'labs' })}>Open Labs</Button>}>
        There is no stream <Name name={stream.key} limit={60} mono />. It comes with the first entry that a consumer gives up: a lab whose group has deadLetter shows it.
      </EmptyState>
    )
  }
  if (board.fault !== undefined) return <EmptyState icon={<MailX size={28} />} title="Nothing could be read">The reason stands above.</EmptyState>
  if (board.reading === undefined) return <EmptyState title="Reading…">The newest dead letters are on their way.</EmptyState>
  return <EmptyState icon={<MailCheck size={28} />} title="No dead letters">The stream is there, and holds none.</EmptyState>
}
