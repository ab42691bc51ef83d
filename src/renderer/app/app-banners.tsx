import { useState, type ReactNode } from 'react'
import { ConnectionBanner } from '../features/connections'
import { LeftOversBanner } from '../features/faults'
import { FeedBanner } from '../features/status'
import { useCurrentConnection } from '../store/current'
import { useSettings } from '../store/settings-store'
import { Banner } from '../ui/banner'
import { Button } from '../ui/button'
import styles from './app.module.css'

function SettingsBanner(): ReactNode {
  const problem = useSettings((store) => store.problem)
  const [read, setRead] = useState<string>()
  if (problem === undefined || problem === read) return undefined
  return <Banner level="warning" title="Settings are not saved." actions={<Button size="small" onClick={() => setRead(problem)}>Understood</Button>}>{problem}</Banner>
}

/** What a person should know before reading anything below. */
export function AppBanners(): ReactNode {
  const connection = useCurrentConnection()
  return (
    <div className={styles.banners}>
      <FeedBanner />
      {connection !== undefined && <ConnectionBanner connection={connection} />}
      {connection !== undefined && <LeftOversBanner connection={connection} />}
      <SettingsBanner />
    </div>
  )
}
