import { Check, Copy, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useClipboard } from '../lib/use-clipboard'
import { IconButton } from './icon-button'

const ICONS = { idle: <Copy />, copied: <Check />, failed: <X /> }

/** Copies a text. `what` names it: "Copy command". */
export function CopyButton({ text, what }: { text: string; what: string }): ReactNode {
  const { state, copy } = useClipboard()
  const label = state === 'copied' ? 'Copied' : state === 'failed' ? 'The clipboard did not take it' : `Copy ${what}`
  return <IconButton size="small" label={label} icon={ICONS[state]} onClick={() => copy(text)} />
}
