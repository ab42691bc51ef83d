import { beforeEach, describe, expect, it } from 'vitest'
import { ManualTime } from '../testing/in-process'
import { ServerClock } from './server-clock'

let time: ManualTime
let clock: ServerClock
let rung: string[]
const ring = (name: string) => (): void => void rung.push(`${name} at ${clock.now() - start}`)
let start: number

beforeEach(() => {
  time = new ManualTime()
  clock = new ServerClock(time)
  start = clock.now()
  rung = []
})

describe('the clock of the server', () => {
  it('runs with real time, and rings each alarm at its time', () => {
    clock.alarm(start + 50, ring('a'))
    clock.alarm(start + 20, ring('b'))
    const callOff = clock.alarm(start + 30, ring('never'))
    callOff()
    time.pass(40)
    expect([clock.now() - start, rung]).toEqual([40, ['b at 20']])
    time.pass(40)
    expect(rung).toEqual(['b at 20', 'a at 50'])
  })

  it('held it stands, and nothing rings however long it takes', () => {
    clock.alarm(start + 50, ring('a'))
    clock.hold()
    time.pass(1000)
    expect([clock.now() - start, clock.held, rung]).toEqual([0, true, []])
  })

  it('moved on, alarms ring on the way, in their order, each at its own time', () => {
    clock.hold()
    clock.alarm(start + 60_000, ring('late'))
    clock.alarm(start + 100, () => {
      ring('first')()
      clock.alarm(clock.now() + 100, ring('again'))
    })
    clock.advance(60_000)
    expect(rung).toEqual(['first at 100', 'again at 200', 'late at 60000'])
    expect(clock.now() - start).toBe(60_000)
  })

  it('released it goes on from where it stands, and stays ahead', () => {
    clock.hold()
    clock.advance(60_000)
    time.pass(500)
    clock.release()
    time.pass(10)
    expect([clock.now() - start, clock.held, clock.ahead]).toEqual([60_010, false, 59_500])
  })

  it('moved on while it runs, it runs on from there', () => {
    clock.alarm(start + 5000, ring('a'))
    clock.advance(4990)
    expect(rung).toEqual([])
    time.pass(10)
    expect(rung).toEqual(['a at 5000'])
  })
})
