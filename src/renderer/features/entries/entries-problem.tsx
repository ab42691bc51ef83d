import type { FaultData } from '@shared/contract/fault'
import type { StreamReading } from '@shared/model/stream-state'
import { FileQuestion, Inbox, Lock, PackageOpen } from 'lucide-react'
import type { ReactNode } from 'react'
import { setView } from '../../store/view-store'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'

const publishButton = <Button onClick={() => setView({ view: 'publish' })}>Publish an entry…</Button>

/** Stands in place of rows when there are none, and says why and what to do. */
export function EntriesProblem({ reading, fault, onRetry }: { reading: StreamReading | undefined; fault: FaultData | undefined; onRetry: () => void }): ReactNode {
  const retry = <Button onClick={onRetry}>Read again</Button>
  if (reading?.kind === 'not-a-stream' || fault?.code === 'not-a-stream') {
    const type = reading?.kind === 'not-a-stream' ? `It holds a ${reading.type}.` : fault?.message
    return <EmptyState icon={<FileQuestion size={28} />} title="This key is not a stream" action={retry}>{type} Choose another key in the stream picker at the top.</EmptyState>
  }
  if (reading?.kind === 'no-permission' || fault?.code === 'no-permission') {
    const needs = reading?.kind === 'no-permission' ? `Needed: ${reading.needs}.` : `${fault?.message ?? ''} ${fault?.next ?? ''}`
    return <EmptyState icon={<Lock size={28} />} title="This user may not read the stream" action={retry}>{needs} Ask for that permission, or connect as another user.</EmptyState>
  }
  if (fault !== undefined && fault.code !== 'no-such-stream') return <EmptyState icon={<FileQuestion size={28} />} title={fault.message} action={retry}>{fault.next}</EmptyState>
  if (reading?.kind === 'missing' || fault?.code === 'no-such-stream') {
    return <EmptyState icon={<PackageOpen size={28} />} title="There is no such stream" action={<>{publishButton}{retry}</>}>The key does not exist on this server. It comes into being with its first entry, or with a group that is made with MKSTREAM.</EmptyState>
  }
  return <EmptyState icon={<Inbox size={28} />} title="The stream is empty" action={<>{publishButton}{retry}</>}>It exists and holds no entries: none were added yet, or all were trimmed or deleted. Entries appear here as they are added.</EmptyState>
}
