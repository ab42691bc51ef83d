import { useId, type ComponentProps, type ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import styles from './button.module.css'
import { tip } from './tooltip'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  /** `danger` is outlined, never filled. */
  variant?: 'default' | 'primary' | 'danger' | 'quiet'
  size?: 'small' | 'normal'
  /** Why it would do nothing now. Greys it and stops clicks; it stays focusable, so that the reason can be reached. */
  reason?: string | undefined
  /** Also writes the reason under the button. */
  showReason?: boolean
  icon?: ReactNode
  /** What it does, on hover, while there is no reason against it. */
  hint?: string | undefined
}

/** A button that, when greyed, says why. */
export function Button({ variant = 'default', size = 'normal', reason, showReason = false, icon, hint, className, onClick, children, type = 'button', ...rest }: ButtonProps): ReactNode {
  const id = useId()
  const button = (
    <button
      aria-describedby={reason === undefined ? undefined : id}
      {...rest}
      {...tip(showReason ? (reason === undefined ? hint : undefined) : (reason ?? hint))}
      // oxlint-disable-next-line react/button-has-type -- `type` is one of the three that React allows
      type={type}
      className={joinClasses(styles.button, styles[variant], size === 'small' && styles.small, className)}
      aria-disabled={reason === undefined ? rest['aria-disabled'] : true}
      onClick={(event) => {
        if (reason === undefined) return onClick?.(event)
        event.preventDefault()
        event.stopPropagation()
      }}
    >
      {icon}
      {children}
    </button>
  )
  if (reason === undefined) return button
  if (showReason) return <span className={styles.withReason}>{button}<span id={id} className={styles.reason}>{reason}</span></span>
  return <>{button}<span id={id} hidden>{reason}</span></>
}
