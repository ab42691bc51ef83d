import { create } from 'zustand'
import { settingsSchema, type Settings } from '@shared/contract/workbench'
import type { Client } from '../transport/client'
import { toFault } from './to-fault'

interface SettingsStore {
  settings: Settings
  /** Why what is shown here is not what is on disk. */
  problem: string | undefined
}

/** Settings as the host has them; the defaults until it answered. */
export const useSettings = create<SettingsStore>(() => ({ settings: settingsSchema.parse({}), problem: undefined }))

/** Reads them from the host. A failure is kept as the problem, with the defaults in force. */
export async function loadSettings(host: Client): Promise<void> {
  try {
    const { settings, problem } = await host.settings.get()
    useSettings.setState({ settings, problem })
  } catch (error) {
    useSettings.setState({ problem: toFault(error).message })
  }
}

/** In force at once, then saved by the host. When the disk refuses, the change holds until the end of this run and the problem says so. */
export async function changeSettings(host: Client, change: Partial<Settings>): Promise<void> {
  useSettings.setState(({ settings }) => ({ settings: { ...settings, ...change } }))
  try {
    useSettings.setState({ settings: await host.settings.set(change), problem: undefined })
  } catch (error) {
    const { message, next } = toFault(error)
    useSettings.setState({ problem: `${message} ${next}` })
  }
}
