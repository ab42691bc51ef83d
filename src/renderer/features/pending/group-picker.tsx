import type { ReactNode } from 'react'
import type { ByteText } from '@shared/redis/byte-text'
import type { GroupState } from '@shared/model/stream-state'
import { formatCount } from '../../lib/format-count'
import { Name } from '../../ui/name'
import { Select } from '../../ui/select'
import styles from './pending-view.module.css'

/** Which group's list is shown; each with how much it has pending, by the server. */
export function GroupPicker({ groups, value, onChange }: { groups: readonly GroupState[]; value: ByteText | undefined; onChange: (group: ByteText) => void }): ReactNode {
  return (
    <span className={styles.picker}>
      <Select
        label="Group"
        labelHidden
        value={value === undefined ? undefined : `=${value}`}
        onChange={(chosen) => onChange(chosen.slice(1))}
        placeholder="Choose a group"
        options={groups.map(({ name, facts, vanishedAt }) => ({
          value: `=${name}`,
          label: <Name name={name} limit={40} />,
          hint: vanishedAt !== undefined ? 'gone from the server' : facts === undefined ? 'not read yet' : `${formatCount(facts.pending)} pending`
        }))}
      />
    </span>
  )
}
