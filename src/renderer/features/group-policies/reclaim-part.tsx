import type { ReactNode } from 'react'
import type { GroupPolicies, ReclaimPolicy } from '@shared/labs/lab-file'
import type { SweeperState } from '@shared/model/stream-state'
import { Select } from '../../ui/select'
import { RECLAIM_WORDS } from './describe-policies'
import styles from './group-policies.module.css'
import type { PartProps } from './part-props'
import { PolicyNumber, PolicySeconds } from './policy-number'

const MIN_IDLE_MS = 60_000
const EVERY_MS = 5000
const DAY_MS = 86_400_000

/** Who reclaims now: a person may have turned the sweeper on or off by hand, and no policy speaks of that. */
export function reclaimInForce({ reclaim }: Pick<GroupPolicies, 'reclaim'>, sweeper: SweeperState | undefined): ReclaimPolicy {
  if (reclaim.by === 'autoclaim-first' || reclaim.by === 'read') return reclaim
  return sweeper?.enabled === true ? { by: 'sweeper', everyMs: sweeper.intervalMs, minIdleMs: sweeper.minIdleMs, count: sweeper.count } : { by: 'nobody' }
}

function convertTo(by: ReclaimPolicy['by'], before: ReclaimPolicy, sweeper: SweeperState | undefined): ReclaimPolicy {
  const minIdleMs = before.by === 'nobody' ? (sweeper?.minIdleMs ?? MIN_IDLE_MS) : before.minIdleMs
  switch (by) {
    case 'nobody':
      return { by }
    case 'autoclaim-first':
      return { by, minIdleMs, count: 10 }
    case 'sweeper':
      return { by, everyMs: sweeper?.intervalMs ?? EVERY_MS, minIdleMs, count: sweeper?.count ?? 100 }
    case 'read':
      return { by, minIdleMs }
  }
}

/** Who takes what lies idle. `claims`: the server has XREADGROUP … CLAIM. */
export function ReclaimPart({ policies, onChange, reason, sweeper, claims }: PartProps & { sweeper: SweeperState | undefined; claims: boolean }): ReactNode {
  const { reclaim } = policies
  const disabled = reason !== undefined
  const set = (next: ReclaimPolicy): void => onChange({ ...policies, reclaim: next })
  const ways = (Object.keys(RECLAIM_WORDS) as ReclaimPolicy['by'][]).filter((by) => by !== 'read' || claims)
  return (
    <>
      <Select
        label="Reclaimed by" disabled={disabled} value={reclaim.by} options={ways.map((value) => ({ value, label: value, hint: RECLAIM_WORDS[value] }))}
        hint={reason ?? `${RECLAIM_WORDS[reclaim.by]}${claims ? '' : ' This server has no XREADGROUP … CLAIM.'}`} onChange={(by) => set(convertTo(by, reclaim, sweeper))}
      />
      {reclaim.by !== 'nobody' && (
        <div className={styles.flush}>
          <PolicySeconds label="Idle for" disabled={disabled} min={0} max={DAY_MS} value={reclaim.minIdleMs} onCommit={(minIdleMs) => set({ ...reclaim, minIdleMs })} />
          {reclaim.by === 'sweeper' && <PolicySeconds label="Looks every" disabled={disabled} min={200} max={3_600_000} value={reclaim.everyMs} onCommit={(everyMs) => set({ ...reclaim, everyMs })} />}
          {reclaim.by !== 'read' && <PolicyNumber label="At most at once" disabled={disabled} min={1} max={1000} value={reclaim.count} onCommit={(count) => set({ ...reclaim, count })} />}
        </div>
      )}
      {(reclaim.by === 'autoclaim-first' || reclaim.by === 'read') && sweeper?.enabled === true && <p className={styles.note}>The claim sweeper below runs beside it.</p>}
    </>
  )
}
