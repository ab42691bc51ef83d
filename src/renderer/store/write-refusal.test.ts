import { describe, expect, test } from 'vitest'
import type { ConnectionState } from '@shared/model/connection-state'
import { writeRefusal } from './write-refusal'

const connection = (change: Partial<ConnectionState>): ConnectionState => ({
  id: 'c1', label: 'Orders', address: 'redis://db', kind: 'remote', environment: 'production', tls: 'off', hasPassword: false, labsAllowed: false, epoch: 1,
  status: { kind: 'ready', since: 0 }, mode: { kind: 'observe' }, ...change
})

describe('a greyed write says why and what to do (TRUST G1)', () => {
  test('observing', () => expect(writeRefusal(connection({}), 'orders')).toContain('arm writes'))
  test('armed', () => expect(writeRefusal(connection({ mode: { kind: 'armed', until: 1 } }), 'orders')).toBeUndefined())
  test('labs write under their prefix and nowhere else', () => {
    const lab = connection({ mode: { kind: 'lab' } })
    expect(writeRefusal(lab, 'sluice:lab:orders')).toBeUndefined()
    expect(writeRefusal(lab, 'sluice:lab:')).toBeDefined()
    expect(writeRefusal(lab, 'orders')).toBeDefined()
  })
  test('a sandbox is lab ground all over', () => expect(writeRefusal(connection({ kind: 'sandbox', mode: { kind: 'lab' } }), 'orders')).toBeUndefined())
  test('not connected', () => expect(writeRefusal(connection({ kind: 'sandbox', status: { kind: 'lost', since: 0, message: '', next: '' } }), 'orders')).toContain('lost'))
  test('no connection', () => expect(writeRefusal(undefined, 'orders')).toBeDefined())
})
