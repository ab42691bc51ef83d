import { Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import type { LinkFault } from '@shared/labs/link-fault'
import type { LinkState } from '@shared/model/link-state'
import { formatAge } from '../../lib/format-age'
import { formatBytes } from '../../lib/format-bytes'
import { Badge } from '../../ui/badge'

/** A fault in a few words, with its numbers. */
function describeFault(fault: LinkFault | { kind: 'cut' }): string {
  switch (fault.kind) {
    case 'none':
      return 'no fault'
    case 'cut':
      return 'cut'
    case 'latency':
      return `latency of ${fault.ms} ms each way${fault.jitterMs > 0 ? `, up to ${fault.jitterMs} ms more` : ''}`
    case 'bandwidth':
      return `${formatBytes(fault.bytesPerSecond)} a second each way`
    case 'black-hole':
      return 'black hole'
    case 'idle-drop':
      return `forgets a connection after ${formatAge(fault.afterMs)} of silence`
    case 'cut-reply':
      return `cut after ${formatBytes(fault.afterBytes)} more of reply`
    default:
      return assertNever(fault)
  }
}

/** What its proxy does now, and for how long it has. */
export function describeLink({ fault, since, next, unheard }: LinkState, now: number): string {
  if (next !== undefined) return `${describeFault(next)}, as soon as it has finished its turn and goes through its proxy`
  if (unheard) return `forgotten: it was silent for too long. What is sent to it vanishes, and it waits until its reply is overdue`
  return fault.kind === 'none' ? 'through a proxy, no fault' : `through a proxy: ${describeFault(fault)}, for ${formatAge(now - since)}`
}

const SHORT: Record<Exclude<LinkFault['kind'], 'none'>, string> = { latency: 'latency', bandwidth: 'slow line', 'black-hole': 'black hole', 'idle-drop': 'idle limit', 'cut-reply': 'to be cut' }

/** The mark of a connection with a fault: a plug and a word; nothing where all passes. */
export function LinkBadge({ link, now }: { link: LinkState; now: number }): ReactNode {
  const fault = link.next ?? link.fault
  if (fault.kind === 'none') return undefined
  const word = link.unheard ? 'forgotten' : fault.kind === 'cut' ? 'to be cut' : SHORT[fault.kind]
  return <Badge tone={link.unheard || fault.kind === 'black-hole' ? 'bad' : 'warn'} hint={`Its connection: ${describeLink(link, now)}`}><Unplug aria-hidden size={12} />{word}</Badge>
}
