import { setMaxListeners } from 'node:events'
import type { Clock } from '@shared/lib/clock'
import { ORDER_SERVICES, type OrderService, type ServiceFigures } from '@shared/model/comparison-state'
import type { OpenService, ServiceEndpoint, ServiceResult } from './service-endpoint'

export interface OrderServicesOptions {
  openService: OpenService
  clock: Clock
  workMs: Readonly<Record<OrderService, number>>
}

/** The three services that an order needs: real HTTP endpoints whose work takes as long as is set. */
export interface OrderServices {
  /** Posts the order to it. Never rejects. */
  call(service: OrderService, order: string, timeoutMs: number): Promise<ServiceResult>
  set(service: OrderService, change: { workMs?: number | undefined; up?: boolean | undefined }): void
  read(): ServiceFigures[]
  /** Why a service is not there though it should be. */
  problem(): string | undefined
  close(): Promise<void>
}

interface Service {
  name: OrderService
  workMs: number
  wanted: boolean
  endpoint: ServiceEndpoint | undefined
  /** One change after the other. */
  changing: Promise<void>
}

export async function openOrderServices({ openService, clock, workMs }: OrderServicesOptions): Promise<OrderServices> {
  let problem: string | undefined
  const closing = new AbortController()
  // Each order that is worked on waits on it.
  setMaxListeners(0, closing.signal)
  const services = ORDER_SERVICES.map((name): Service => ({ name, workMs: workMs[name], wanted: true, endpoint: undefined, changing: Promise.resolve() }))

  const find = (name: OrderService): Service => {
    const service = services.find((candidate) => candidate.name === name)
    if (service === undefined) throw new Error(`there is no service ${name}`)
    return service
  }

  async function answer(service: Service): Promise<{ status: number; body: string }> {
    if (service.workMs > 0) await clock.sleep(service.workMs, closing.signal)
    return { status: 200, body: `${service.name} done` }
  }

  async function become(service: Service): Promise<void> {
    if (service.wanted && service.endpoint === undefined) service.endpoint = await openService(() => answer(service))
    else if (!service.wanted && service.endpoint !== undefined) {
      const { endpoint } = service
      service.endpoint = undefined
      await endpoint.close()
    }
  }

  async function close(): Promise<void> {
    closing.abort()
    for (const service of services) service.wanted = false
    await Promise.all(services.map(async (service) => {
      await service.changing
      await become(service)
    }))
  }

  try {
    for (const service of services) await become(service)
  } catch (error) {
    await close()
    throw error
  }

  return {
    async call(name, order, timeoutMs) {
      const { endpoint } = find(name)
      return endpoint === undefined ? { kind: 'unreachable', message: `Nothing listens where ${name} was.` } : endpoint.post(order, timeoutMs)
    },
    set(name, { workMs: ms, up }) {
      const service = find(name)
      service.workMs = ms ?? service.workMs
      service.wanted = up ?? service.wanted
      service.changing = service.changing.then(() => become(service)).then(() => void (problem = undefined), (error: unknown) => void (problem = `${name} could not be opened: ${error instanceof Error ? error.message : String(error)}`))
    },
    read: () => services.map(({ name, workMs: ms, endpoint }) => ({ name, workMs: ms, up: endpoint !== undefined, ...(endpoint !== undefined && { url: new URL(endpoint.url).origin }) })),
    problem: () => problem,
    close
  }
}
