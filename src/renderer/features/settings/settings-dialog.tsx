import { useEffect, useState, type ReactNode } from 'react'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { setView } from '../../store/view-store'
import { Banner } from '../../ui/banner'
import { Dialog } from '../../ui/dialog'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'

/** Version and host, once known. */
function useAbout(): string | undefined {
  const host = useHost()
  const [about, setAbout] = useState<string>()
  useEffect(() => {
    let current = true
    void attemptQuietly(async () => {
      const hello = await host.system.hello()
      if (current) setAbout(`Sluice ${hello.version}, ${hello.host === 'desktop' ? 'desktop window' : 'dev-server'}`)
    })
    return () => { current = false }
  }, [host])
  return about
}

/** How Sluice looks and moves. Every change holds at once. */
export function SettingsDialog(): ReactNode {
  const host = useHost()
  const { settings, problem } = useSettings()
  const about = useAbout()
  return (
    <Dialog open onClose={() => setView({ dialog: undefined })} title="Settings" description={about ?? 'Changes hold at once.'}>
      {problem !== undefined && <Banner level="warning" title="Settings are not saved.">{problem}</Banner>}
      <Segmented label="Theme" value={settings.theme} onChange={(theme) => void changeSettings(host, { theme })} options={[{ value: 'system', label: 'As the system' }, { value: 'dark', label: 'Dark' }, { value: 'light', label: 'Light' }]} />
      <Segmented label="Motion" value={settings.motion} onChange={(motion) => void changeSettings(host, { motion })} hint="Reduced: entries change in place instead of flying. The information is the same." options={[{ value: 'system', label: 'As the system' }, { value: 'full', label: 'Full' }, { value: 'reduced', label: 'Reduced' }]} />
      <Switch label="Presenter mode" hint="Everything 1.35 times as large, for a room." checked={settings.presenter} onChange={(presenter) => void changeSettings(host, { presenter })} />
      <Segmented label="A sandbox runs on" value={settings.sandbox} onChange={(sandbox) => void changeSettings(host, { sandbox })} hint="What npm start opens when the command line does not say. Auto: redis-server or valkey-server where there is one, else the built-in server." options={[{ value: 'auto', label: 'Auto' }, { value: 'program', label: 'redis-server' }, { value: 'built-in', label: 'Built-in server' }]} />
      <NumberField label="A pending entry is late after" unit="seconds" integer={false} min={0.1} max={86_400} value={settings.idleThresholdMs / 1000} onChange={(seconds) => { if (seconds !== undefined) void changeSettings(host, { idleThresholdMs: Math.round(seconds * 1000) }) }} hint="For groups without a claim sweeper. With one, its min-idle counts." />
      <NumberField label="Pending is a backlog above" unit="entries" min={0} max={1_000_000_000} value={settings.pendingAlertAbove} onChange={(pendingAlertAbove) => { if (pendingAlertAbove !== undefined) void changeSettings(host, { pendingAlertAbove }) }} hint="For the alert here, which fires after a minute. /queue-health and observability/alerts.yml say 10." />
    </Dialog>
  )
}
