import type { SandboxChoice } from '@shared/contract/connections'
import { attempt } from '../../store/attempt'
import { setView } from '../../store/view-store'
import type { Client } from '../../transport/client'

/** Opens a private server, or goes to it when it is open, and looks at it. Without a choice the settings decide. */
export function openSandbox(host: Client, server?: SandboxChoice): void {
  void attempt(async () => {
    const { connection } = await host.connections.openSandbox(server === undefined ? {} : { server })
    setView({ dialog: undefined, connection, stream: undefined, selection: undefined })
  })
}
