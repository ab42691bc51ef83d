import { alerts } from './alerts'
import { connections } from './connections'
import { groups, streams } from './streams'
import { commandLog, live, settings, system } from './workbench'
import { deadLetters } from './dead-letters'
import { comparisons } from './comparisons'
import { faults } from './faults'
import { labs, ledger } from './labs'
import { workers } from './workers'

/** The whole boundary between the page and the host. Both hosts serve it; the page knows nothing else of them. */
export const contract = { system, live, connections, streams, groups, deadLetters, workers, labs, ledger, comparisons, alerts, faults, commandLog, settings }
export type Contract = typeof contract
