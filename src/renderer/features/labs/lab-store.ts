import { create } from 'zustand'

interface LabViewState {
  /** The lab that is looked at, by its name. */
  chosen: string | undefined
  tab: 'running' | 'intake' | 'effects' | 'records' | 'file'
  /** Texts that were changed and not saved, by the lab they came from: they outlive a look at another view. */
  drafts: Readonly<Record<string, string>>
}

export const useLabView = create<LabViewState>(() => ({ chosen: undefined, tab: 'running', drafts: {} }))

export const setLabView = (change: Partial<Omit<LabViewState, 'drafts'>>): void => useLabView.setState(change)

/** Undefined drops the draft. */
export function setDraft(lab: string, text: string | undefined): void {
  useLabView.setState(({ drafts }) => {
    const { [lab]: _before, ...rest } = drafts
    return { drafts: text === undefined ? rest : { ...rest, [lab]: text } }
  })
}
