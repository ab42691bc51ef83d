import { FlaskConical, Laptop, Server, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Environment } from '@shared/model/connection-state'
import styles from './connections.module.css'

const ICONS = { local: Laptop, dev: FlaskConical, staging: Server, production: TriangleAlert }

/** Environment as colour, icon and word: never by colour alone. */
export function EnvironmentMark({ environment }: { environment: Environment }): ReactNode {
  const Icon = ICONS[environment]
  return <span className={styles.environment} data-environment={environment}><Icon aria-hidden />{environment}</span>
}
