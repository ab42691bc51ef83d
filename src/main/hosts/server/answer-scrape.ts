import { METRIC_TEXT_TYPE } from '@shared/metrics/metric-text'
import type { Metrics } from '../../core/create-workbench'
import type { ScrapePath } from './admit'
import type { Answer } from './answers'

const json = (status: number, value: unknown): Answer => ({ status, body: `${JSON.stringify(value)}\n`, type: 'application/json; charset=utf-8' })

function answerQueueHealth(metrics: Metrics, query: URLSearchParams): Answer {
  const [stream, group, connection] = ['stream', 'group', 'connection'].map((name) => query.get(name) ?? undefined)
  if (stream === undefined || group === undefined) return json(400, { error: 'stream and group are needed: /queue-health?stream=KEY&group=NAME' })
  const answer = metrics.queueHealth({ stream, group, connection })
  switch (answer.kind) {
    case 'known':
      return json(200, answer.health)
    case 'not-observed':
      return json(404, { error: 'This stream is not observed. Watch it in Sluice first.' })
    case 'ambiguous':
      return json(409, { error: 'More than one connection observes a stream of this name: add connection=ID.', connections: answer.connections })
  }
}

/** Answers an admitted scraper. `/metrics?consumers=1` has a series for each consumer too. */
export function answerScrape(metrics: Metrics, path: ScrapePath, query: URLSearchParams): Answer {
  if (path === '/queue-health') return answerQueueHealth(metrics, query)
  return { status: 200, body: metrics.scrape({ consumers: query.get('consumers') === '1' }), type: METRIC_TEXT_TYPE }
}
