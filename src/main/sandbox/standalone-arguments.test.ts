import { describe, expect, it } from 'vitest'
import { parseStandaloneArguments } from './standalone-arguments'

describe('the command line of the sandbox server', () => {
  it('without words: any free port, a password, the newest release', () => {
    expect(parseStandaloneArguments([])).toEqual({ kind: 'run', arguments: { at: { kind: 'tcp', port: 0, host: '127.0.0.1' }, auth: true, readyJson: false, release: '8.8', capabilities: {} } })
  })

  it('with all of them', () => {
    expect(parseStandaloneArguments(['--unix', 'a.sock', '--no-auth', '--ready-json', '--release', '8.6', '--without', 'claimInRead', '--without', 'ackDelete'])).toEqual({
      kind: 'run', arguments: { at: { kind: 'unix', path: 'a.sock' }, auth: false, readyJson: true, release: '8.6', capabilities: { claimInRead: false, ackDelete: false } }
    })
  })

  it.each([
    [['--port', '65536'], '--port takes a number from 0 to 65535.'],
    [['--port', '1', '--unix', 'x'], '--unix excludes --port and --host.'],
    [['--host', '0.0.0.0'], '--host takes 127.0.0.1, ::1, localhost: this server is for this machine only.'],
    [['--release', '6.2'], '--release takes one of 7.0, 7.2, 7.4, 8.0, 8.2, 8.4, 8.6, 8.8.'],
    [['--without', 'lua'], expect.stringContaining('lua is none of them')],
    [['--nope'], expect.stringContaining('--nope')],
    [['word'], expect.stringContaining('word')]
  ])('%j is wrong, with words', (words, problem) => {
    expect(parseStandaloneArguments(words)).toEqual({ kind: 'wrong', problem })
  })
})
