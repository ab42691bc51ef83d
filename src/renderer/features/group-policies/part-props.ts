import type { GroupPolicies } from '@shared/labs/lab-file'

/** One of the policies of a group. */
export interface PartProps {
  policies: GroupPolicies
  /** All of them, with this one changed. */
  onChange: (policies: GroupPolicies) => void
  /** Why nothing can be changed now. */
  reason: string | undefined
}
