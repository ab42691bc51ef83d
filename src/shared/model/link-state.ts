import type { LinkFault } from '../labs/link-fault'

/** What the proxy of a worker does and has counted. Times are wall clock, milliseconds; sizes are bytes. */
export interface LinkState {
  fault: LinkFault
  since: number
  /** Done as soon as the worker's connection goes through the proxy: it finishes its turn first. */
  next?: LinkFault | { kind: 'cut' }
  /** Taken so far. */
  connections: number
  /** Those whose worker's side is open. */
  open: number
  /** Its connection of now was forgotten: it waits in vain, and does not know. */
  unheard: boolean
  /** Passed on, each way. */
  toServer: number
  toWorker: number
  /** Connections that were silent for too long and forgotten; the last of them when. */
  forgotten: number
  forgottenAt?: number
  /** Forgotten connections that the server still has open, though nobody reads them. */
  phantoms: number
  /** Bytes that were sent into forgotten connections. */
  vanished: number
  cuts: number
  cutAt?: number
  /** Why the server could not be reached at the last try; absent once it was. */
  unreached?: string
}
