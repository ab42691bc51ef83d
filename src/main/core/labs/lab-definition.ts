import type { ConsumerSettings, ProducerSettings } from '@shared/model/worker-state'
import type { SweeperState } from '@shared/model/stream-state'

/** A lab as data: streams, who writes to them, who reads them. Keys are under `sluice:lab:`. */
export interface LabDefinition {
  /** Names it in commands and settings, e.g. `orders`. */
  name: string
  title: string
  /** What it shows, in a sentence or two. */
  about: string
  streams: LabStream[]
}

export interface LabStream {
  key: string
  producers: { name: string; settings: ProducerSettings }[]
  groups: LabGroup[]
}

export interface LabGroup {
  name: string
  consumers: string[]
  /** What differs from the pool's defaults. */
  settings: Partial<ConsumerSettings>
  /** There from the start, and off until a person turns it on. */
  sweeper: Omit<SweeperState, 'lastRun' | 'consumer'>
}
