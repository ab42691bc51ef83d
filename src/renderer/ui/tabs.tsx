import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

export interface TabsProps<T extends string> {
  label: string
  value: T
  onChange: (value: T) => void
  /** Only the chosen one is mounted. */
  tabs: readonly { value: T; label: ReactNode; content: ReactNode }[]
  /** Beside the tabs, at the right. */
  actions?: ReactNode
}

/** Panels of which one is shown. */
export function Tabs<T extends string>({ label, value, onChange, tabs, actions }: TabsProps<T>): ReactNode {
  return (
    <Radix.Root
      className={styles.root}
      value={value}
      onValueChange={(next) => {
        const chosen = tabs.find((tab) => tab.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      <div className={styles.head}>
        <Radix.List aria-label={label} className={styles.list}>
          {tabs.map((tab) => <Radix.Trigger key={tab.value} value={tab.value} className={styles.tab}>{tab.label}</Radix.Trigger>)}
        </Radix.List>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {tabs.map((tab) => <Radix.Content key={tab.value} value={tab.value} className={styles.panel}>{tab.content}</Radix.Content>)}
    </Radix.Root>
  )
}
