import { expect, it, vi } from 'vitest'
import type { Clock } from '@shared/lib/clock'
import type { WorkbenchEvent } from '@shared/model/workbench-event'
import type { WorkerState } from '@shared/model/worker-state'
import { createStatePublisher } from './state-publisher'

it('a worker that was removed is told of no more, whatever comes of it later', async () => {
  let wake = (): void => undefined
  const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: () => new Promise((resolve) => { wake = resolve }) }
  const told: WorkbenchEvent[] = []
  const publisher = createStatePublisher({ append: (event) => void told.push(event) }, clock)
  const [gone, here] = ['gone', 'here'].map((id) => () => ({ id }) as WorkerState)
  if (gone === undefined || here === undefined) throw new Error('two workers')
  publisher.soon(gone)
  publisher.soon(here)
  publisher.drop(gone)
  publisher.soon(gone)
  publisher.now(gone)
  wake()
  await vi.waitFor(() => expect(told).toEqual([{ kind: 'worker-changed', worker: { id: 'here' } }]))
})
