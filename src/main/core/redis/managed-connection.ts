import type { Clock } from '@shared/lib/clock'
import { createListeners } from '@shared/lib/listeners'
import type { Random } from '@shared/lib/seeded-random'
import type { ConnectionState, ConnectionStatus, Environment, RefusedReason } from '@shared/model/connection-state'
import { Fault } from '../fault'
import type { EventSink } from '../live/event-log'
import type { Logger } from '../logging/logger'
import type { CommandLog } from './command-log'
import { openConnectionSockets, type ConnectionSockets } from './connection-sockets'
import { createDispatcher, type DispatcherOptions } from './create-dispatcher'
import type { Connection, SocketTarget } from './dispatcher'
import { probeServer, type ServerProbe } from './probe-capabilities'
import type { GuardPolicy } from './command-guard'
import { openFurtherWriter } from './open-further-writer'
import type { SocketStatus } from './redis-socket'
import { NoReplyError } from './reply'
import { isSameClock, type ClockReading } from './server-clock'
import { NEXT_STEP } from './socket-failure'
import { watchArm } from './watch-arm'
import { watchClock } from './watch-clock'
import { accessFor, armed, disarmed, hasRunOut, withLabsAllowed } from './write-access'

export interface ManagedConnectionOptions {
  id: string
  label: string
  kind: ConnectionState['kind']
  sandbox?: ConnectionState['sandbox']
  persistence?: ConnectionState['persistence']
  target: SocketTarget
  /** The address for eyes. */
  shown: string
  environment: Environment
  instance: string
  sink: EventSink
  clock: Clock
  random: Random
  commandLog: CommandLog
  logger: Logger
}

/** A Connection with the handles that only its manager turns. */
export interface ManagedConnection extends Connection {
  /** Opens new sockets, after a refusal, a loss or a new password. */
  retry(password?: string): void
  /** The sandbox server is elsewhere now: opens new sockets there. */
  retarget(next: SocketTarget, shown: string): void
  /** What is known of the sandbox server, or was found on this one. Undefined takes it away. */
  note(facts: { [K in ConnectionNotes]?: ConnectionState[K] | undefined }): void
  /** Closes the sockets and says why; only retry() goes on. */
  lose(message: string, next: string): void
  setEnvironment(environment: Environment): void
  allowLabs(): void
  /** Until when, wall clock. Throws Fault while the connection is not up. */
  arm(): number
  /** `why` is told to the person; absent when that is who ended it. */
  disarm(why?: string): void
  close(): Promise<void>
}

type ConnectionNotes = 'persistence' | 'startsAt' | 'replica' | 'leftOvers'

const GIVE_UP_AFTER = 10 * 60_000

export function createManagedConnection(options: ManagedConnectionOptions): ManagedConnection {
  const { id, label, sink, clock, logger } = options
  const changes = createListeners<[state: ConnectionState]>()
  const ownClientIds = new Set<string>()
  let target = options.target
  let sockets: ConnectionSockets | undefined
  let probe: ServerProbe | undefined
  let armedLife = new AbortController()
  let readyLife = new AbortController()
  let state: ConnectionState = {
    id,
    label,
    address: options.shown,
    kind: options.kind,
    ...(options.sandbox !== undefined && { sandbox: options.sandbox }),
    ...(options.persistence !== undefined && { persistence: options.persistence }),
    tls: target.tls === undefined ? 'off' : target.tls.verify ? 'verified' : 'unverified',
    hasPassword: target.password !== undefined,
    status: { kind: 'connecting', since: clock.now() },
    epoch: 1,
    ...accessFor(options.environment)
  }

  function update(change: Partial<ConnectionState>): void {
    if (state.status.kind === 'closed') return
    state = { ...state, ...change }
    if (state.mode.kind !== 'armed') armedLife.abort()
    if (state.status.kind !== 'ready') readyLife.abort()
    sink.append({ kind: 'connection-changed', connection: state })
    changes.tell(state)
  }

  /** Why an arm ended that nobody ended by hand. */
  function tellDisarmed(why: string): void {
    sink.append({ kind: 'notice', level: 'info', text: `${label} is no longer armed: ${why}.`, connection: id })
  }

  function disarmBecause(why: string): void {
    if (state.mode.kind !== 'armed') return
    update(disarmed(state))
    tellDisarmed(why)
  }

  /** The dispatchers outlive the sockets: without one, a command is refused at once. */
  function through(role: 'observer' | 'writer'): DispatcherOptions['socket'] {
    function pick(): DispatcherOptions['socket'] {
      const socket = role === 'observer' ? sockets?.observer : sockets?.writer()
      if (socket === undefined) throw new NoReplyError('Not sent: there is no connection to the server.', false)
      return socket
    }
    return {
      send: async (command) => pick().send(command),
      transaction: async (commands) => pick().transaction(commands),
      watched: async (keys, reads, decide) => pick().watched(keys, reads, decide),
      pipeline: async (commands) => pick().pipeline(commands)
    }
  }

  const common = { connection: id, log: options.commandLog, clock }
  const observer = createDispatcher({ ...common, socket: through('observer'), policy: () => ({ access: 'observe' }) })
  function writePolicy(): GuardPolicy {
    if (hasRunOut(state, clock)) disarmBecause('its 15 minutes are over')
    const { kind, mode, labsAllowed, environment } = state
    return { access: 'write', kind, mode, labsAllowed, environment, ownClientIds, host: true }
  }
  const writer = createDispatcher({ ...common, socket: through('writer'), policy: writePolicy })
  const ask = (): Promise<ServerProbe> => probeServer((commands) => observer.pipeline(commands, { by: 'setup' }))

  /** Shows that the connection is not up. CLIENT IDs may mean others after it. */
  function leaveReady(status: ConnectionStatus): void {
    const wasArmed = state.mode.kind === 'armed'
    ownClientIds.clear()
    update({ ...disarmed(state), status })
    if (wasArmed) tellDisarmed('the connection broke')
  }

  function end(status: Extract<ConnectionStatus, { kind: 'refused' | 'lost' }>): void {
    sockets?.destroy()
    sockets = undefined
    leaveReady(status)
    logger.warn({ connection: id, status: status.kind, message: status.message }, 'a connection ended')
  }

  function refuse(reason: RefusedReason, message: string): void {
    end({ kind: 'refused', since: clock.now(), reason, message, next: NEXT_STEP[reason] })
  }

  function showBroken(attempt: number, delayMs: number, message: string): void {
    // Kept over the attempts: the screen says how old its picture is.
    const since = state.status.kind === 'reconnecting' || state.status.kind === 'connecting' ? state.status.since : clock.now()
    if (clock.now() - since > GIVE_UP_AFTER) return end({ kind: 'lost', since: clock.now(), message, next: 'Check that the server runs, then try again.' })
    leaveReady({ kind: 'reconnecting', since, attempt, nextAttemptAt: clock.now() + delayMs, message })
  }

  /** Finds out which server it is now; a restarted one has another run_id, and its data may be gone (TRUST F1). */
  async function greet(current: ConnectionSockets, { facts }: Extract<SocketStatus, { kind: 'ready' }>): Promise<void> {
    try {
      // Ready means that a click can be sent, so the writer's socket has a moment to come up too.
      await current.writerReady()
    } catch (error) {
      logger.warn({ connection: id, error: error instanceof Error ? error.message : String(error) }, 'the writing socket was refused')
    }
    const found = await ask()
    // A socket that broke meanwhile is greeted again when it is back.
    if (sockets !== current || current.observer.status().kind !== 'ready') return
    if (found.tooOld) return refuse('too-old', 'This server has no XREADGROUP.')
    if (found.nothingAllowed) return refuse('no-permission', 'This user may not even ask the server what it is.')
    // A server that may not be asked may have been restarted at any break: then nothing old is taken for granted.
    const another = probe !== undefined && (found.facts === undefined || found.facts.runId !== probe.facts?.runId)
    probe = found
    // What an earlier server said does not hold for this one.
    const { server: _server, clock: _clock, ...rest } = state
    state = rest
    update({
      status: { kind: 'ready', since: clock.now() },
      epoch: state.epoch + (another ? 1 : 0),
      capabilities: { ...found.capabilities, clientNoTouch: facts.noTouch, transactions: facts.transactions === true },
      ...(found.facts !== undefined && { server: found.facts }),
      ...(found.clock !== undefined && { clock: { ...found.clock, since: clock.now() } })
    })
    if (found.clock !== undefined) followClock()
    if (another && found.facts !== undefined) {
      sink.append({ kind: 'notice', level: 'warning', text: `${label} is another server process than before: what was known of it may be gone.`, connection: id })
    }
  }

  function noteClock(reading: ClockReading): void {
    if (!isSameClock(state.clock, reading)) update({ clock: { ...reading, since: clock.now() } })
  }

  /** From here on until the connection is not ready any more. */
  function followClock(): void {
    readyLife.abort()
    readyLife = new AbortController()
    watchClock(observer, clock, readyLife.signal, noteClock).catch((error: unknown) => {
      // The end of the connection is told elsewhere.
      if (!(error instanceof NoReplyError)) logger.warn({ connection: id, error: String(error) }, 'the clock of a server is not looked at any more')
    })
  }

  function follow(current: ConnectionSockets, status: SocketStatus): void {
    switch (status.kind) {
      case 'connecting':
        return update({ status: { kind: 'connecting', since: clock.now() } })
      case 'waiting':
        return showBroken(1, 500, status.message)
      case 'reconnecting':
        return showBroken(status.attempt, status.delayMs, status.message)
      case 'refused':
        return refuse(status.reason, status.message)
      case 'ready':
        greet(current, status).catch((error: unknown) => {
          if (!(error instanceof NoReplyError)) logger.error({ connection: id, error: String(error) }, 'a server could not be asked what it is')
        })
        return
      case 'closed':
        return
    }
  }

  function open(): void {
    sockets?.destroy()
    leaveReady({ kind: 'connecting', since: clock.now() })
    const opened = openConnectionSockets({
      target,
      instance: options.instance,
      clock,
      random: options.random,
      onStatus(status) {
        if (sockets === opened) follow(opened, status)
      }
    })
    sockets = opened
  }

  open()

  return {
    id,
    state: () => state,
    capabilities: () => state.capabilities,
    observer,
    writer,
    socketTarget: () => target,
    ownClientIds,
    noteClock,
    onChange: changes.on,
    retry(password) {
      if (password !== undefined) {
        target = { ...target, password }
        state = { ...state, hasPassword: true }
      }
      open()
    },
    retarget(next, shown) {
      target = next
      state = { ...state, address: shown }
      open()
    },
    note(facts) {
      const kept: ConnectionState = { ...state }
      for (const [name, value] of Object.entries(facts)) if (value === undefined) delete kept[name as ConnectionNotes]
      state = kept
      const given = Object.entries(facts).filter(([, value]) => value !== undefined)
      update(Object.fromEntries(given))
    },
    async openWriter(name) {
      const socket = await openFurtherWriter({ target, name: `sluice:${options.instance}:${name}`, clock, random: options.random })
      return { writer: createDispatcher({ ...common, socket, policy: writePolicy }), close: () => socket.close() }
    },
    lose: (message, next) => end({ kind: 'lost', since: clock.now(), message, next }),
    setEnvironment: (environment) => update(accessFor(environment)),
    allowLabs: () => update(withLabsAllowed(state)),
    arm() {
      if (state.status.kind !== 'ready') throw new Fault('not-connected', 'Only a connection that is up can be armed.', 'Wait until it is connected, then arm it.')
      armedLife.abort()
      armedLife = new AbortController()
      const access = armed(state, clock)
      update(access)
      void watchArm({
        until: access.mode.until, signal: armedLife.signal, clock, ask, known: () => probe,
        onFound: (found) => (probe = found),
        onChanged({ facts }) {
          if (facts !== undefined) update({ server: facts })
          disarmBecause('the server changed its role')
        },
        onRunOut: () => disarmBecause('its 15 minutes are over')
      })
      return access.mode.until
    },
    disarm(why) {
      if (why !== undefined) disarmBecause(why)
      else if (state.mode.kind === 'armed') update(disarmed(state))
    },
    async close() {
      const last = sockets
      sockets = undefined
      update({ ...disarmed(state), status: { kind: 'closed', since: clock.now() } })
      changes.clear()
      await last?.close()
    }
  }
}
