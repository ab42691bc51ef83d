import type { ReactNode } from 'react'
import { formatAge } from '../../lib/format-age'
import { useNow } from '../../lib/use-now'
import { useWorkbenchStore } from '../../store/workbench-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'

/** Says when the picture has stopped coming: what is shown is then from before. */
export function FeedBanner(): ReactNode {
  const feed = useWorkbenchStore((store) => store.feed)
  const now = useNow(1000)
  if (feed.kind === 'interrupted') return <Banner level="error" title="The link to Sluice itself is interrupted.">What is shown is from {formatAge(now - feed.since)} ago. What workers do is not known until it is back. Try {feed.attempt} is under way.</Banner>
  if (feed.kind === 'refused') return <Banner level="error" title={feed.message} actions={<Button size="small" onClick={() => window.location.reload()}>Reload</Button>}>{feed.next}</Banner>
  return undefined
}
