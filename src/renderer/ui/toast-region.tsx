import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from 'lucide-react'
import { useEffect, type ReactNode } from 'react'
import { joinClasses } from '../lib/join-classes'
import { IconButton } from './icon-button'
import styles from './toast-region.module.css'

export interface ToastText {
  id: number
  level: 'info' | 'success' | 'warning' | 'error'
  text: string
  /** What the person can do next. */
  next?: string
}

const ICONS = { info: Info, success: CircleCheck, warning: TriangleAlert, error: CircleAlert }
const SHOWN_MS = 6000

function ToastCard({ toast, onDismiss }: { toast: ToastText; onDismiss: (id: number) => void }): ReactNode {
  const { id, level } = toast
  const Icon = ICONS[level]
  useEffect(() => {
    // Warnings and errors stay until dismissed: nobody should have to read against a clock.
    if (level === 'warning' || level === 'error') return
    const timer = setTimeout(() => onDismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, level, onDismiss])
  return (
    <div className={joinClasses(styles.toast, styles[level])}>
      <Icon aria-hidden size={15} />
      <div className={styles.text}><p>{toast.text}</p>{toast.next !== undefined && <p className={styles.next}>{toast.next}</p>}</div>
      <IconButton size="small" label="Dismiss" icon={<X />} onClick={() => onDismiss(id)} />
    </div>
  )
}

/** Short messages about what the person just did, at the lower right, said politely. */
export function ToastRegion({ toasts, onDismiss }: { toasts: readonly ToastText[]; onDismiss: (id: number) => void }): ReactNode {
  return (
    <div className={styles.region} role="status" aria-label="Messages">
      {toasts.map((toast) => <ToastCard key={toast.id} toast={toast} onDismiss={onDismiss} />)}
    </div>
  )
}
