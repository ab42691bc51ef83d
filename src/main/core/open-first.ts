import type { SandboxChoice } from '@shared/contract/connections'
import type { AbortSignalLike } from '@shared/lib/clock'
import type { ConnectionId } from '@shared/model/stream-ref'
import { Fault } from './fault'
import { readNamedLab } from './labs/lab-library'
import type { LabManager } from './labs/lab-manager'
import type { EventSink } from './live/event-log'
import type { Connection } from './redis/dispatcher'
import type { ConnectionManager } from './redis/connection-manager'

export interface FirstView {
  /** `sandbox` without a server: what the settings say. */
  connection: { sandbox: SandboxChoice | undefined } | { url: string }
  /** Labs to start, by name or by the path of a file. */
  labs: string[]
}

/** Resolves when the connection is ready, or when the workbench ends; rejects with a Fault when it is refused, lost or closed before that. */
function whenReady(connection: Connection, ending: AbortSignalLike): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const { status } = connection.state()
      if (status.kind === 'ready' || ending.aborted) resolve()
      else if (status.kind === 'refused' || status.kind === 'lost') reject(new Fault('refused', status.message, status.next))
      else if (status.kind === 'closed') reject(new Fault('no-connection', 'The connection was closed.', 'Open it again.'))
      else return false
      return true
    }
    if (look()) return
    const again = (): void => {
      if (!look()) return
      stop()
      ending.removeEventListener('abort', again)
    }
    const stop = connection.onChange(again)
    ending.addEventListener('abort', again)
  })
}

/**
 * Opens what the workbench was started with. What cannot be opened becomes a notice with a next step: the workbench
 * itself still opens, and the person goes on from there. Once `ending` aborts it waits for no server any more and starts
 * no lab, so that whoever ends the workbench can wait for it.
 */
export async function openFirst(view: FirstView, parts: { connections: ConnectionManager; usualSandbox: SandboxChoice; labs: LabManager; sink: EventSink; ending: AbortSignalLike }): Promise<void> {
  const { connections, usualSandbox, labs, sink, ending } = parts
  const tell = (what: string, error: unknown): void => {
    if (!(error instanceof Fault)) {
      // Told as well: without it a person would look at an empty window.
      sink.append({ kind: 'notice', level: 'error', text: `${what}.`, next: 'Try again by hand. The log says more.' })
      throw error
    }
    sink.append({ kind: 'notice', level: 'error', text: `${what}: ${error.message}`, next: error.next })
  }
  let connection: ConnectionId
  try {
    const { connection: wanted } = view
    connection = 'sandbox' in wanted ? await connections.openSandbox(wanted.sandbox ?? usualSandbox) : await connections.open({ label: labelOf(wanted.url), url: wanted.url })
    if (view.labs.length > 0) await whenReady(connections.get(connection), ending)
  } catch (error) {
    return tell('The server could not be opened', error)
  }
  for (const name of view.labs) {
    if (ending.aborted) return
    try {
      await labs.start({ connection, ...(await readNamedLab(name)) })
    } catch (error) {
      tell(`The lab ${name} was not started`, error)
    }
  }
}

/** The host of a URL as a first label; the person may choose a better one. */
function labelOf(url: string): string {
  const afterUser = url.replace(/^[a-z]+:\/\//i, '').replace(/^[^/]*@/, '')
  return afterUser.split(/[/?#]/)[0]?.slice(0, 80) || 'server'
}
