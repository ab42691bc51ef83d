import { create } from 'zustand'
import type { ChainSettings, ComparisonKind, IdleLimitSettings, PollingSettings, PubSubSettings } from '@shared/model/comparison-state'

/** What each starts with; it outlives a look at another view. */
interface CompareViewState {
  chosen: ComparisonKind | 'kafka' | 'migration'
  polling: PollingSettings
  pubsub: PubSubSettings
  chain: ChainSettings
  'idle-limit': IdleLimitSettings
}

export const INITIAL_COMPARE: CompareViewState = {
  chosen: 'polling',
  polling: { perSecond: 0.5, pollMs: 500, blockMs: 60_000 },
  pubsub: { perSecond: 5, downMs: 10_000 },
  chain: { perSecond: 2, timeoutMs: 3_000, workMs: { payment: 80, stock: 50, mail: 60 } },
  'idle-limit': { limitMs: 10_000, longBlockMs: 60_000, shortBlockMs: 5_000, perSecond: 0.1 }
}

export const useCompareView = create<CompareViewState>(() => INITIAL_COMPARE)

export const setCompareView = (change: Partial<CompareViewState>): void => useCompareView.setState(change)
