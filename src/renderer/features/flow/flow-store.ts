import { create } from 'zustand'
import type { StreamRef } from '@shared/model/stream-ref'

interface FlowState {
  /** All are drawn for as long as this one stays the one that is looked at: choosing a stream, anywhere, goes to it alone. */
  allBeside: StreamRef | undefined
}

export const useFlowChoice = create<FlowState>(() => ({ allBeside: undefined }))

export const setAllBeside = (allBeside: StreamRef | undefined): void => useFlowChoice.setState({ allBeside })
