import type { SandboxChoice } from '@shared/contract/connections'
import type { AbortSignalLike } from '@shared/lib/clock'
import type { ConnectionId } from '@shared/model/stream-ref'
import type { LabState } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'
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

/** A lab as whoever started it wants to find it. */
export interface StartedLab {
  name: string
  /** Key of its intake's stream, of its first stream when it has no intake. */
  stream: ByteText
  /** Of that stream. */
  groups: ByteText[]
  /** With its token. */
  intakeUrl?: string
}

export interface Opening {
  /** Resolves when the last lab is prepared or was refused. */
  prepared: Promise<void>
  /** Those prepared so far. */
  labs(): readonly StartedLab[]
  /** Resolves when everything runs or was refused; rejects with what nobody expected. */
  done: Promise<void>
}

function toStartedLab({ name, streams, groups, intake }: LabState): StartedLab {
  const stream = intake?.stream ?? streams[0] ?? ''
  return { name, stream, groups: groups.filter((group) => group.stream === stream).map(({ group }) => group), ...(intake !== undefined && { intakeUrl: intake.url }) }
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

interface FirstViewParts {
  connections: ConnectionManager
  usualSandbox: SandboxChoice
  labs: LabManager
  sink: EventSink
  /** Whoever started it may look at its terminal, and not at a page. */
  tell: (line: string) => void
  ending: AbortSignalLike
}

/**
 * Opens what the workbench was started with. What cannot be opened becomes a notice with a next step, and a line for the
 * terminal: the workbench itself still opens, and the person goes on from there. Once `ending` aborts it waits for no server any more and starts
 * no lab, so that whoever ends the workbench can wait for it.
 */
export function openFirst(view: FirstView, parts: FirstViewParts): Opening {
  const started: StartedLab[] = []
  let tellPrepared: () => void = () => undefined
  const prepared = new Promise<void>((resolve) => {
    tellPrepared = resolve
  })
  const note = (index: number, lab: LabState): void => {
    started.push(toStartedLab(lab))
    if (index === view.labs.length - 1) tellPrepared()
  }
  const done = open(view, parts, note)
  // Whatever came of it: there is nothing more to wait for.
  done.then(tellPrepared, tellPrepared)
  return { prepared, labs: () => started, done }
}

async function open(view: FirstView, parts: FirstViewParts, onPrepared: (index: number, lab: LabState) => void): Promise<void> {
  const { connections, usualSandbox, labs, sink, ending } = parts
  const refuse = (what: string, error: unknown): void => {
    const isOurs = error instanceof Fault
    // Told whatever it is: without it a person would look at an empty window.
    const [text, next] = isOurs ? [`${what}: ${error.message}`, error.next] : [`${what}.`, 'Try again by hand. The log says more.']
    sink.append({ kind: 'notice', level: 'error', text, next })
    parts.tell(`${text} ${next}`)
    if (!isOurs) throw error
  }
  let connection: ConnectionId
  try {
    const { connection: wanted } = view
    connection = 'sandbox' in wanted ? await connections.openSandbox(wanted.sandbox ?? usualSandbox) : await connections.open({ label: labelOf(wanted.url), url: wanted.url })
    if (view.labs.length > 0) await whenReady(connections.get(connection), ending)
  } catch (error) {
    return refuse('The server could not be opened', error)
  }
  for (const [index, name] of view.labs.entries()) {
    if (ending.aborted) return
    try {
      await labs.start({ connection, ...(await readNamedLab(name)) }, (lab) => onPrepared(index, lab))
    } catch (error) {
      refuse(`The lab ${name} was not started`, error)
    }
  }
}

/** The host of a URL as a first label; the person may choose a better one. */
function labelOf(url: string): string {
  const afterUser = url.replace(/^[a-z]+:\/\//i, '').replace(/^[^/]*@/, '')
  return afterUser.split(/[/?#]/)[0]?.slice(0, 80) || 'server'
}
