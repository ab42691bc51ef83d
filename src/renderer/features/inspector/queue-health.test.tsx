import { afterEach, expect, test } from 'vitest'
import { consumer, facts, picture, present, read } from '@shared/alerts/testing/picture'
import { selectQueueHealth } from '@shared/metrics/queue-health'
import { useWorkbenchStore } from '../../store/workbench-store'
import { cleanUp, click, find, render } from '../../ui/testing/render'
import { formatHealthCurl } from './format-health-curl'
import { QueueHealth } from './queue-health'

const GROUP = { connection: 'c', key: 's', group: 'g' }

afterEach(cleanUp)

test('A7: the panel is the document of /queue-health, copied as JSON, with unknown where that says null', async () => {
  const state = picture(...read('s', present([facts('g', { pending: 11, lastDeliveredId: '7-1' })], { length: 120 })), { kind: 'worker-changed', worker: consumer() })
  useWorkbenchStore.setState({ workbench: state })
  const copied: string[] = []
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) } })
  const { page } = await render(<QueueHealth group={GROUP} />)
  const health = selectQueueHealth(state, GROUP)
  expect(health?.status).toBe('backlog')
  const shown = new Map([...page.querySelectorAll('dl > div')].map((row) => [row.querySelector('dt')?.textContent, row.querySelector('dd')?.textContent]))
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(Object.entries(health ?? {}).map(([name, value]) => [name, String(value ?? 'unknown')])))
  await click(find(page, 'button[aria-label="Copy queue health as JSON"]'))
  expect(copied.map((text) => JSON.parse(text) as unknown)).toEqual([health])
  await cleanUp()
  useWorkbenchStore.setState({ workbench: picture(...read('s', { kind: 'missing', at: 0 })) })
  const gone = await render(<QueueHealth group={GROUP} />)
  expect(gone.page.textContent).toMatch(/statusunavailable.*pending_messagesunknown/)
})

test('the curl line leaves the token to a variable, cannot be broken out of, and is none for names that are no text', () => {
  expect(formatHealthCurl('http://127.0.0.1:5310', { stream_name: 'orders', consumer_group: 'mail' }, 'sandbox'))
    .toBe('curl -sS -H "Authorization: Bearer $SLUICE_SCRAPE_TOKEN" \'http://127.0.0.1:5310/queue-health?stream=orders&group=mail&connection=sandbox\'')
  expect(formatHealthCurl('http://h', { stream_name: "a'; rm -rf ~; '", consumer_group: '$(x)`y`&z' }, 'c')?.split('?')[1]).toMatch(/^[A-Za-z0-9%+=&_.*-]+'$/)
  expect(formatHealthCurl('http://h', { stream_name: '\udcff', consumer_group: 'g' }, 'c')).toBeUndefined()
})
