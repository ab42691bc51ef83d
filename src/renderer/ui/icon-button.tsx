import type { ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import { Button, type ButtonProps } from './button'
import styles from './icon-button.module.css'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'showReason' | 'aria-label'> {
  /** What it does: its name for screen readers and its tooltip. */
  label: string
  icon: ReactNode
}

/** A square button whose words are in its label. */
export function IconButton({ label, icon, className, variant = 'quiet', hint, ...rest }: IconButtonProps): ReactNode {
  return <Button {...rest} variant={variant} aria-label={label} hint={hint ?? label} icon={icon} className={joinClasses(styles.icon, className)} />
}
