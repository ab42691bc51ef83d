import type { ReactNode } from 'react'
import type { GroupPolicies } from '@shared/labs/lab-file'
import { SafeText } from '../../ui/safe-text'
import { describePart } from './describe-policies'
import styles from './group-policies.module.css'
import { setSectionOpen, useOpenSections, type PolicySectionName } from './open-sections'

interface PolicySectionProps {
  name: PolicySectionName
  title: string
  /** What it holds. */
  parts: readonly (keyof GroupPolicies)[]
  policies: GroupPolicies
  inFile: GroupPolicies
  children: ReactNode
}

/** Some policies of a group, which can be folded; folded or not, its head says what is on. */
export function PolicySection({ name, title, parts, policies, inFile, children }: PolicySectionProps): ReactNode {
  const open = useOpenSections((sections) => sections[name])
  const on = parts.flatMap((part) => describePart(part, policies) ?? [])
  const changed = parts.some((part) => JSON.stringify(policies[part]) !== JSON.stringify(inFile[part]))
  return (
    <details className={styles.section} open={open} onToggle={(event) => setSectionOpen(name, event.currentTarget.open)}>
      <summary>
        <span className={styles.sectionTitle}>{title}</span>
        {changed && <span className={styles.changed}>not as in the file</span>}
        {!open && <span className={styles.on}>{on.length === 0 ? 'none' : <SafeText text={on.join(' · ')} />}</span>}
      </summary>
      <div className={styles.parts}>{children}</div>
    </details>
  )
}
