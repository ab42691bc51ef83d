import { create } from 'zustand'

export type PolicySectionName = 'ack' | 'failures' | 'reclaim' | 'load'

/** Which sections of policies stand open. Kept while one goes from group to group, so that they can be compared. */
export const useOpenSections = create<Record<PolicySectionName, boolean>>(() => ({ ack: true, failures: false, reclaim: false, load: false }))

export const setSectionOpen = (name: PolicySectionName, open: boolean): void => useOpenSections.setState({ [name]: open })
