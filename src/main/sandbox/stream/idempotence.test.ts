import { describe, expect, it } from 'vitest'
import { Idempotence } from './idempotence'
import { makeId } from './stream-id'

const id = makeId(1, 0)

describe('idempotence', () => {
  it('forgets the oldest message of a producer that sends too many', () => {
    const sent = new Idempotence(100, 2)
    for (const message of ['1', '2', '3']) sent.remember('p', message, id, 0)
    sent.remember('q', '1', id, 0)
    expect([sent.find('p', '1'), sent.find('p', '2'), sent.find('q', '1')]).toEqual([undefined, id, id])
    expect([sent.tracked, sent.producers, sent.added]).toEqual([3, 2, 4])
  })

  it('forgets messages, and then producers, when their time is up', () => {
    const sent = new Idempotence(2, 100)
    sent.remember('p', '1', id, 1000)
    sent.remember('p', '2', id, 2000)
    sent.expire(2999)
    expect(sent.tracked).toBe(2)
    sent.expire(3000)
    expect([sent.tracked, sent.producers]).toEqual([1, 1])
    sent.expire(4000)
    expect(sent.producers).toBe(0)
  })

  it('begins anew with new settings only', () => {
    const sent = new Idempotence(100, 100)
    sent.remember('p', '1', id, 0)
    sent.configure(100, 100)
    expect(sent.tracked).toBe(1)
    sent.configure(100, 99)
    expect([sent.tracked, sent.added]).toEqual([0, 1])
  })
})
