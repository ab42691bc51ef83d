import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './dialog.module.css'
import { giveFocusBack } from './give-focus-back'
import { IconButton } from './icon-button'

export interface DialogProps {
  open: boolean
  onClose: () => void
  title: string
  /** One sentence under the title. */
  description?: ReactNode
  children?: ReactNode
  /** Buttons, the one that goes on last. */
  footer?: ReactNode
  /** Pixels before scaling. */
  width?: number
}

const FIELD = '[data-part=body] form :is(input:not([type=hidden], [aria-hidden]), textarea)'
const CHOICE = '[data-part=body] :is([role=radio][data-state=checked], [role=switch])'

/** The first thing to fill in, else the first choice, else the first button below: nothing dangerous has the focus. */
function focusFirst(event: Event): void {
  const content = event.currentTarget
  if (!(content instanceof HTMLElement)) return
  const first = content.querySelector<HTMLElement>(FIELD) ?? content.querySelector<HTMLElement>(CHOICE) ?? content.querySelector<HTMLElement>('[data-part=footer] button')
  if (first === null) return
  event.preventDefault()
  first.focus()
}

/** A modal dialog. Focus goes in, stays in, and returns where it came from. */
export function Dialog({ open, onClose, title, description, children, footer, width = 480 }: DialogProps): ReactNode {
  return (
    <Radix.Root open={open} onOpenChange={(next) => { if (!next) onClose() }}>
      <Radix.Portal>
        <Radix.Overlay className={styles.veil} />
        <Radix.Content className={styles.dialog} onOpenAutoFocus={focusFirst} onCloseAutoFocus={giveFocusBack} style={{ width: `calc(${width}px * var(--scale))` }} {...(description === undefined && { 'aria-describedby': undefined })}>
          <header className={styles.head}>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            <Radix.Close asChild><IconButton label="Close" icon={<X />} size="small" /></Radix.Close>
          </header>
          {description !== undefined && <Radix.Description className={styles.description}>{description}</Radix.Description>}
          <div data-part="body" className={styles.body}>{children}</div>
          {footer !== undefined && <footer data-part="footer" className={styles.footer}>{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
