import { Popover as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './popover.module.css'

export interface PopoverProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** A single button; it becomes the trigger. */
  trigger: ReactNode
  label: string
  /** Pixels before scaling. */
  width?: number
  children: ReactNode
}

/** A panel at a button, for choosing among more than a menu holds. */
export function Popover({ open, onOpenChange, trigger, label, width = 380, children }: PopoverProps): ReactNode {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.popover} aria-label={label} align="start" sideOffset={4} collisionPadding={8} style={{ width: `calc(${width}px * var(--scale))` }}>{children}</Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
