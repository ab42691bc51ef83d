import type { ReactNode } from 'react'
import styles from './side-list.module.css'

export interface SideListItem<K extends string> {
  key: K
  title: string
  /** How it stands; `tone` colours it. */
  status?: { text: string; tone: 'plain' | 'good' | 'bad' } | undefined
  /** Under the title. `isName`: it is what one types, and is shown as such. */
  note: string
  isName?: boolean
}

export interface SideListProps<K extends string> {
  /** What a screen reader calls the list. */
  label: string
  title: string
  items: readonly SideListItem<K>[]
  current: K | undefined
  onChoose: (key: K) => void
  /** What is chosen, to the right. */
  children: ReactNode
}

/** Choices at the left, and the chosen one at the right. */
export function SideList<K extends string>({ label, title, items, current, onChoose, children }: SideListProps<K>): ReactNode {
  return (
    <div className={styles.view}>
      <nav className={styles.list} aria-label={label}>
        <h2>{title}</h2>
        <ul>
          {items.map((item) => (
            <li key={item.key}>
              <button type="button" aria-current={item.key === current ? 'true' : undefined} onClick={() => onChoose(item.key)}>
                <strong>{item.title}</strong>
                {item.status !== undefined && <span className={styles.status} data-tone={item.status.tone}>{item.status.text}</span>}
                <small data-name={item.isName === true}>{item.note}</small>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </div>
  )
}
