import { attempt } from '../../store/attempt'
import { setView } from '../../store/view-store'
import type { Client } from '../../transport/client'

/** Opens the private server, or goes to it when it is open, and looks at it. */
export function openSandbox(host: Client): void {
  void attempt(async () => {
    const { connection } = await host.connections.openSandbox({})
    setView({ connection, stream: undefined, selection: undefined })
  })
}
