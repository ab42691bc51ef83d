export { chooseTarget, listTargets, type ClaimTarget } from './claim-target'
export { openPending } from './pending-view-store'
export { PendingView } from './pending-view'
export { SweeperControl } from './sweeper-control'
