import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '@shared/contract'

/** Calls on the host, whichever host it is. Rejects with an ORPCError; `toFault` puts it into words. */
export type Client = ContractRouterClient<Contract>

/** One link to the host. Ends once; a new one is made by connecting again. */
export interface HostLink {
  readonly client: Client
  /** Called once when the link has ended, at once when it already has. */
  onClosed(listener: () => void): void
  close(): void
}
