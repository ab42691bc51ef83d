import { expect, test } from 'vitest'
import { settingsChange, settingsSchema } from './workbench'

test('a change of one setting names no other: saved servers and templates stay', () => {
  expect(settingsChange.parse({ theme: 'dark' })).toEqual({ theme: 'dark' })
  expect(settingsChange.parse({})).toEqual({})
})

test('settings that a file does not have come as they usually are', () => {
  expect(settingsSchema.parse({ theme: 'dark' })).toEqual({ theme: 'dark', motion: 'system', presenter: false, idleThresholdMs: 60_000, pendingAlertAbove: 10, letterStreams: [], retentionNeededHours: null, sandbox: 'auto', commandPrice: { per100k: 0.2, currency: '$' }, profiles: [], publishTemplates: [] })
})
