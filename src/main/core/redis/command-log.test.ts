import { describe, expect, it } from 'vitest'
import { loggedCommand } from '@shared/contract/workbench'
import { createCommandLog, type ReportedCommand } from './command-log'

function createTestClock() {
  let time = 0
  return { now: () => 1_000_000 + time, monotonic: () => time, sleep: () => Promise.resolve(), pass: (ms: number) => (time += ms) }
}

function entry(overrides: Partial<ReportedCommand> = {}): ReportedCommand {
  return { connection: 'sandbox', by: 'hand', command: ['XLEN', 's'], outcome: 'ok', reply: '(integer) 1', tookMs: 2, ...overrides }
}

describe('the command log', () => {
  it('gives lines of the contract, newest when nothing is named, and what came after a seq', () => {
    const clock = createTestClock()
    const log = createCommandLog(clock, 10)
    for (let n = 1; n <= 25; n++) expect(log.add(entry({ command: ['XLEN', `s${n}`] }))).toBe(n)
    const { commands, newest } = log.read({ limit: 3 })
    expect(newest).toBe(25)
    expect(commands.map(({ seq }) => seq)).toEqual([23, 24, 25])
    expect(commands[2]).toEqual({ seq: 25, at: 1_000_000, connection: 'sandbox', by: 'hand', command: ['XLEN', 's25'], omitted: 0, outcome: 'ok', reply: '(integer) 1', tookMs: 2, times: 1 })
    expect(commands.map((line) => loggedCommand.parse(line))).toEqual(commands)
    expect(log.read({ after: 20, limit: 2 }).commands.map(({ seq }) => seq)).toEqual([21, 22])
    expect(log.read({ limit: 500 }).commands).toHaveLength(10)
    expect(log.read({ limit: 5, by: ['observer'] }).commands).toEqual([])
  })

  it('stays bounded', () => {
    const log = createCommandLog(createTestClock(), 100)
    for (let n = 0; n < 5000; n++) log.add(entry())
    expect(log.read({ limit: 10_000 }).commands.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, index) => 4901 + index))
  })

  it('cuts long arguments and long lists, and says how many it left out', () => {
    const log = createCommandLog(createTestClock())
    log.add(entry({ command: ['XADD', 's', '*', ...Array.from({ length: 100 }, () => Buffer.alloc(1_000_000, 'x'))] }))
    const [line] = log.read({ limit: 1 }).commands
    expect(line?.command).toHaveLength(40)
    expect(line?.command[5]).toBe(`${'x'.repeat(200)}…`)
    expect(line?.omitted).toBe(63)
  })

  it('never holds what AUTH and HELLO were sent with (C5)', () => {
    const log = createCommandLog(createTestClock())
    log.add(entry({ command: ['auth', 'app', 'canary'] }))
    log.add(entry({ command: [Buffer.from('HELLO'), '3', 'AUTH', 'app', 'canary'] }))
    expect(JSON.stringify(log.read({ limit: 10 }))).not.toContain('canary')
    expect(log.read({ limit: 10 }).commands.map(({ command, omitted }) => ({ command, omitted }))).toEqual([{ command: ['auth'], omitted: 2 }, { command: ['HELLO'], omitted: 4 }])
  })

  it('counts the commands of a busy worker together, per worker and shape, and loses none', () => {
    const clock = createTestClock()
    const log = createCommandLog(clock)
    for (let n = 0; n < 100; n++) {
      log.add(entry({ by: 'worker', who: 'wd-1', command: ['XACK', 's', 'g', `${n}-1`] }))
      log.add(entry({ by: 'worker', who: 'wd-2', command: ['XACK', 's', 'g', `${n}-1`], times: 10 }))
      clock.pass(1)
    }
    log.add(entry({ by: 'worker', who: 'wd-1', outcome: 'failed', command: ['XACK', 's', 'g', 'x'] }))
    clock.pass(1000)
    const { commands } = log.read({ limit: 500 })
    const total = (who: string): number => commands.filter((line) => line.who === who).reduce((sum, line) => sum + line.times, 0)
    expect(commands).toHaveLength(20 + 20 + 1 + 2)
    expect(total('wd-1')).toBe(101)
    expect(total('wd-2')).toBe(1000)
    expect(commands.filter(({ outcome }) => outcome === 'failed')).toHaveLength(1)
    expect(commands.at(-1)).toMatchObject({ who: 'wd-2', times: 800, tookMs: 2 })
  })

  it('gives what a person did its own line, however fast', () => {
    const log = createCommandLog(createTestClock())
    for (let n = 0; n < 50; n++) log.add(entry())
    expect(log.read({ limit: 500 }).commands).toHaveLength(50)
  })
})
