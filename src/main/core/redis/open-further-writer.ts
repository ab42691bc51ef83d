import { createRedisSocket } from './redis-socket'

/** For how long it is waited for. Milliseconds. */
const PATIENCE = 4000

type SocketOptions = Parameters<typeof createRedisSocket>[0]

/** A writing socket beside the usual one, for what has to happen on two at once. Rejects when it does not come, and leaves none behind then. */
export async function openFurtherWriter(options: Omit<SocketOptions, 'class'>): Promise<ReturnType<typeof createRedisSocket>> {
  const socket = createRedisSocket({ ...options, class: 'writer' })
  const late = new AbortController()
  const ready = socket.connected().finally(() => late.abort())
  await Promise.race([ready, options.clock.sleep(PATIENCE, late.signal)])
  // One that is not there by now is given up, and says so.
  if (!late.signal.aborted) socket.destroy()
  await ready
  return socket
}
