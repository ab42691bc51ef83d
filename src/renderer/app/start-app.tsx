import { createRoot } from 'react-dom/client'
import { startTimeline } from '../features/timeline'
import { pageClock } from '../lib/page-clock'
import { HostContext } from '../store/host'
import { loadSettings } from '../store/settings-store'
import { applyFrame, setFeedStatus } from '../store/workbench-store'
import { connectHost } from '../transport/connect'
import { createStableClient } from '../transport/create-stable-client'
import { runLiveFeed } from '../transport/live-feed'
import { App } from './app'
import { readFirstView, readViewsWhenIdle } from './views'

/** Milliseconds after which the page has most likely drawn its first view. */
const AFTER_START = 2500

/** Draws the app into `root` and keeps it fed until the page goes. */
export function startApp(root: HTMLElement): void {
  const { client, setLink } = createStableClient()
  const ended = new AbortController()
  startTimeline(pageClock)
  // Lost with the link, and told again by the next one.
  const tellVisibility = (): void => void client.system.setVisible({ visible: document.visibilityState === 'visible' }).catch(() => undefined)
  document.addEventListener('visibilitychange', tellVisibility)
  createRoot(root).render(<HostContext value={client}><App /></HostContext>)
  readFirstView()
  setTimeout(readViewsWhenIdle, AFTER_START)
  void runLiveFeed({
    connect: connectHost,
    onLink: (link) => {
      setLink(link)
      // The host may be another one than before, with other settings.
      if (link === undefined) return
      void loadSettings(client)
      tellVisibility()
    },
    onFrame: applyFrame,
    onStatus: setFeedStatus,
    signal: ended.signal,
    random: Math.random,
    clock: pageClock
  })
  window.addEventListener('pagehide', () => ended.abort())
  // A page that comes back from the browser's cache has lost its link for good.
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) window.location.reload()
  })
}
