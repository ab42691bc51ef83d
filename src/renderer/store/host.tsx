import { createContext, useContext } from 'react'
import type { Client } from '../transport/client'

export const HostContext = createContext<Client | undefined>(undefined)

/** Calls on the host. The client stays the same object across reconnects. */
export function useHost(): Client {
  const client = useContext(HostContext)
  if (client === undefined) throw new Error('useHost outside of HostContext')
  return client
}
