import type { Clock } from '@shared/lib/clock'
import type { BreakerPolicy } from '@shared/labs/lab-file'
import type { ByteText } from '@shared/redis/byte-text'
import type { BreakerState } from '@shared/model/worker-state'
import { toArgument } from '../../redis/bytes'
import type { Reply } from '../../redis/reply'
import type { LoopConnection } from '../loop-connection'

/** Whether an entry may be worked on: `trial` is the one that is let through to see whether it works again. */
export type Admission = 'closed' | 'trial' | 'open'

/**
 * The circuit breaker of one handler. Its state is a hash in Redis, `circuit:<handler>` with state, failures, opened_at
 * and trial, so that all consumers of the handler share it and a new one finds it as it is. Closed: failures in a row
 * are counted. Open: nothing is worked on until its time is up. Half-open: whoever sets `trial` first tries one.
 */
export interface CircuitBreaker {
  admit(server: LoopConnection): Promise<Admission>
  succeeded(server: LoopConnection, admission: Admission): Promise<void>
  failed(server: LoopConnection, admission: Admission): Promise<void>
  /** Nothing had to be done: a trial says nothing, and is left to the next entry. */
  unused(server: LoopConnection, admission: Admission): Promise<void>
}

export interface CircuitBreakerOptions {
  key: ByteText
  policy: BreakerPolicy
  /** Who tries, for the hash. */
  consumer: ByteText
  clock: Clock
  onChange: (state: BreakerState) => void
}

function parseHash(reply: Reply): Map<string, string> {
  const hash = new Map<string, string>()
  if (!Array.isArray(reply)) return hash
  for (let at = 0; at + 1 < reply.length; at += 2) hash.set(String(reply[at]), String(reply[at + 1]))
  return hash
}

export function createCircuitBreaker({ key: name, policy, consumer, clock, onChange }: CircuitBreakerOptions): CircuitBreaker {
  const key = toArgument(name)
  let known = ''

  function tell(kind: BreakerState['kind'], failures: number, openedAt?: number): void {
    const state: BreakerState = { kind, failures, threshold: policy.failures, openMs: policy.openMs, ...(openedAt !== undefined && { openedAt }) }
    const text = JSON.stringify(state)
    if (text === known) return
    known = text
    onChange(state)
  }

  async function isOpen(server: LoopConnection): Promise<boolean> {
    const state = parseHash(await server.send(['HGETALL', key])).get('state')
    return state === 'open' || state === 'half-open'
  }

  async function open(server: LoopConnection, failures: number): Promise<void> {
    const now = clock.now()
    await server.send(['HSET', key, 'state', 'open', 'opened_at', String(now), 'failures', String(failures)])
    await server.send(['HDEL', key, 'trial'])
    tell('open', failures, now)
  }

  return {
    async admit(server) {
      const hash = parseHash(await server.send(['HGETALL', key]))
      const failures = Number(hash.get('failures') ?? 0)
      if (hash.get('state') !== 'open' && hash.get('state') !== 'half-open') {
        tell('closed', failures)
        return 'closed'
      }
      const openedAt = Number(hash.get('opened_at') ?? 0)
      if (clock.now() - openedAt < policy.openMs) {
        tell('open', failures, openedAt)
        return 'open'
      }
      // Whoever tried and died must not keep the circuit open for ever.
      const triedAt = Number(hash.get('trial')?.split(' ')[0] ?? 0)
      if (hash.has('trial') && clock.now() - triedAt > policy.openMs) await server.send(['HDEL', key, 'trial'])
      const mine = Number(await server.send(['HSETNX', key, 'trial', `${clock.now()} ${consumer}`])) === 1
      await server.send(['HSET', key, 'state', 'half-open'])
      tell('half-open', failures, openedAt)
      return mine ? 'trial' : 'open'
    },
    async succeeded(server, admission) {
      if (admission === 'closed' && known.includes('"failures":0')) return
      await server.send(['DEL', key])
      tell('closed', 0)
    },
    async failed(server, admission) {
      const failures = Number(await server.send(['HINCRBY', key, 'failures', '1']))
      // Of several that fail at once one reaches the limit; those after it must not open it anew, which would count twice and last longer.
      if (admission === 'trial' || failures === policy.failures || (failures > policy.failures && !(await isOpen(server)))) await open(server, failures)
      else if (failures < policy.failures) tell('closed', failures)
    },
    async unused(server, admission) {
      if (admission === 'trial') await server.send(['HDEL', key, 'trial'])
    }
  }
}
