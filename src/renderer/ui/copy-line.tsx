import type { ReactNode } from 'react'
import styles from './command-line.module.css'
import { CopyButton } from './copy-button'

/** Shown at most, in characters; copying always takes the whole. */
const SHOWN = 4000

/** A text to copy and paste elsewhere: a command, an address. `what` ends the button's name: "Copy URL". */
export function CopyLine({ text, label, what }: { text: string; label: string; what: string }): ReactNode {
  return (
    <div className={styles.line} role="group" aria-label={label}>
      <code className={styles.text}>{text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}</code>
      <CopyButton text={text} what={what} />
    </div>
  )
}
