import type { ConnectionState } from '@shared/model/connection-state'
import type { StreamRef } from '@shared/model/stream-ref'
import { assertNever } from '@shared/lib/assert-never'
import type { ReactNode } from 'react'
import { Badge, type BadgeProps } from '../../ui/badge'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { TextField } from '../../ui/text-field'
import { changeForm } from './publish-store'
import styles from './publish-view.module.css'

function describeMode(mode: ConnectionState['mode']): { word: string; tone: NonNullable<BadgeProps['tone']> } {
  switch (mode.kind) {
    case 'observe': return { word: 'OBSERVE', tone: 'neutral' }
    case 'lab': return { word: 'LAB', tone: 'ok' }
    case 'armed': return { word: 'ARMED', tone: 'bad' }
    default: return assertNever(mode)
  }
}

const ENVIRONMENT_TONES: Record<ConnectionState['environment'], NonNullable<BadgeProps['tone']>> = { local: 'ok', dev: 'info', staging: 'warn', production: 'bad' }

/** Where the entry goes: server, environment, what may be written there, and the key. */
export function PublishTarget({ connection, stream, typedKey }: { connection: ConnectionState; stream: StreamRef | undefined; typedKey: string | undefined }): ReactNode {
  const mode = describeMode(connection.mode)
  return (
    <div className={styles.target}>
      {typedKey === undefined && stream !== undefined
        ? (
            <>
              <span>to <strong><Name name={stream.key} limit={60} mono /></strong></span>
              <Button size="small" variant="quiet" onClick={() => changeForm({ typedKey: '' })}>Another key…</Button>
            </>
          )
        : (
            <>
              <span className={styles.key}><TextField label="Key" labelHidden mono placeholder="Key to publish to" value={typedKey ?? ''} onChange={(next) => changeForm({ typedKey: next })} /></span>
              {stream !== undefined && <Button size="small" variant="quiet" onClick={() => changeForm({ typedKey: undefined })}>Back to the chosen stream</Button>}
            </>
          )}
      <span className={styles.where}>
        on <strong><Name name={connection.label} limit={40} /></strong>
        <Badge tone={ENVIRONMENT_TONES[connection.environment]}>{connection.environment}</Badge>
        <Badge tone={mode.tone} solid={mode.word !== 'OBSERVE'}>{mode.word}</Badge>
      </span>
    </div>
  )
}
