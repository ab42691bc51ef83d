import type { QueueHealth } from '@shared/metrics/queue-health'
import { holdsBinary } from '@shared/redis/byte-text'

/**
 * A line for a POSIX shell. The token is left to a variable: a page does not know it. Undefined where a name is no text:
 * a URL cannot say it.
 */
export function formatHealthCurl(origin: string, { stream_name: stream, consumer_group: group }: Pick<QueueHealth, 'stream_name' | 'consumer_group'>, connection: string): string | undefined {
  if (holdsBinary(stream) || holdsBinary(group)) return undefined
  const query = new URLSearchParams({ stream, group, connection }).toString()
  return `curl -sS -H "Authorization: Bearer $SLUICE_SCRAPE_TOKEN" '${origin}/queue-health?${query}'`
}
