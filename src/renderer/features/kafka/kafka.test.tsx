import { afterEach, describe, expect, test } from 'vitest'
import { facts, picture, present, read } from '@shared/alerts/testing/picture'
import { HostContext } from '../../store/host'
import { useSettings } from '../../store/settings-store'
import { setView } from '../../store/view-store'
import { useWorkbenchStore } from '../../store/workbench-store'
import type { Client } from '../../transport/client'
import { createStableClient } from '../../transport/create-stable-client'
import { cleanUp, find, render, type } from '../../ui/testing/render'
import { KafkaMapping } from './kafka-mapping'
import { selectExampleNames, toMappingRows } from './mapping-rows'
import { MigrationGauge } from './migration-gauge'

const STREAM = { connection: 'c', key: 'my orders' }
const live = picture(...read(STREAM.key, present([facts('$(mail)', { consumers: [{ name: 'm-1', pending: 1, idle: 5 }], window: { rows: [{ id: '9-1', consumer: 'm-1', idle: 5, deliveries: 1 }], complete: true, at: 0 } })])))

afterEach(async () => {
  await cleanUp()
  setView({ stream: undefined })
})

describe('Kafka', () => {
  test('B6: every word of Kafka has a command with the names of the stream looked at, quoted for redis-cli', async () => {
    useWorkbenchStore.setState({ workbench: live })
    setView({ stream: STREAM })
    const { page } = await render(<KafkaMapping />)
    const rows = [...page.querySelectorAll('dl > div')].map((row) => [row.querySelector('dt')?.textContent, row.querySelector('b')?.textContent, row.querySelector('[role=group] code')?.textContent])
    expect(rows.map(([kafka, redis]) => `${kafka} → ${redis}`)).toEqual([
      'producer.send(record) → XADD', 'consumer.poll() → XREADGROUP … >', 'commitSync(offset) → XACK', 'uncommitted offsets → the Pending Entries List',
      'rebalancing → XAUTOCLAIM, XCLAIM', 'retention.bytes → MAXLEN', 'retention.ms → MINID'
    ])
    expect(rows[2]?.[2]).toBe('XACK "my orders" "$(mail)" 9-1')
    expect(rows[1]?.[2]).toContain('GROUP "$(mail)" m-1 ')
    expect(page.textContent).toContain('Sluice sends none of them')
  })

  test('without a stream the names are examples and said to be', () => {
    const names = selectExampleNames(undefined)
    expect(names.live).toBe(false)
    expect(toMappingRows(names).every(({ command }) => command.includes('orders'))).toBe(true)
  })

  test('B7: what is not measured is unknown and not judged; the needed retention is the person’s setting', async () => {
    useWorkbenchStore.setState({ workbench: live })
    setView({ stream: STREAM })
    const stable = createStableClient()
    const saved: unknown[] = []
    const set = (change: object): Promise<object> => {
      saved.push(change)
      return Promise.resolve({ ...useSettings.getState().settings, ...change })
    }
    stable.setLink({ client: { settings: { set } } as unknown as Client, onClosed: () => undefined, close: () => undefined })
    const { page } = await render(<HostContext value={stable.client}><MigrationGauge /></HostContext>)
    expect(find(page, '[role=status]').textContent).toContain('What is unknown is not judged')
    expect(find(page, '[aria-label="Sustained rate"]').textContent).toMatch(/unknown of 80,000 entries\/s/)
    expect(find(page, '[aria-label="Consumer groups"]').textContent).toMatch(/not reached1 of 20/)
    await type(find(page, 'input'), '72')
    expect(saved).toEqual([{ retentionNeededHours: 72 }])
    expect(find(page, '[aria-label="Retention needed"]').getAttribute('data-state')).toBe('past')
    expect(find(page, '[role=status]').textContent).toContain('worth a look')
  })
})
