import type { ReactNode } from 'react'
import styles from './inspector.module.css'

/** The head of an inspector: what kind of thing it is, its name, and one line about it. */
export function PanelHead({ kind, title, children }: { kind: ReactNode; title: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <header className={styles.head}>
      <p className={styles.kind}>{kind}</p>
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.about}>{children}</div>}
    </header>
  )
}

/** A titled part of an inspector. */
export function PanelSection({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.sectionHead}><h3>{title}</h3>{aside !== undefined && <span className={styles.aside}>{aside}</span>}</div>
      {children}
    </section>
  )
}
