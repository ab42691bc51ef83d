import { expect, test } from 'vitest'
import { parseServerArguments } from './server-arguments'

test('what is not said has a safe value', () => {
  expect(parseServerArguments([], {})).toEqual({
    kind: 'run',
    arguments: { port: 0, readyJson: false, openBrowser: true, dataFolder: undefined, scrapeTokenFile: undefined, start: { connection: { sandbox: undefined }, labs: [] }, warning: undefined }
  })
})

test('everything can be said', () => {
  expect(parseServerArguments(['--port', '5310', '--ready-json', '--no-open', '--redis', 'redis://h:1', '--lab', 'a', '--lab', 'b', '--data-folder', '/d', '--scrape-token-file', '/t'], {})).toEqual({
    kind: 'run',
    arguments: { port: 5310, readyJson: true, openBrowser: false, dataFolder: '/d', scrapeTokenFile: '/t', start: { connection: { url: 'redis://h:1' }, labs: ['a', 'b'] }, warning: undefined }
  })
})

test('W10, L13 a password on the command line is warned of without repeating it; from the environment it is fine', () => {
  const parsed = parseServerArguments(['--redis', 'redis://me:s3cret@h:1'], {})
  expect(parsed).toMatchObject({ arguments: { warning: expect.stringContaining('SLUICE_REDIS_URL') as unknown } })
  expect(parsed.kind === 'run' && parsed.arguments.warning).not.toContain('s3cret')
  expect(parseServerArguments([], { SLUICE_REDIS_URL: 'redis://:s3cret@h:1' })).toMatchObject({ arguments: { start: { connection: { url: 'redis://:s3cret@h:1' } }, warning: undefined } })
  expect(parseServerArguments(['--sandbox'], { SLUICE_REDIS_URL: 'redis://h' })).toMatchObject({ arguments: { start: { connection: { sandbox: undefined } } } })
})

test.each([
  ['an unknown word', ['--what']],
  ['a bare word', ['redis://h']],
  ['no port', ['--port', 'x']],
  ['a port out of range', ['--port', '65536']],
  ['a value missing', ['--redis']],
  ['no server', ['--redis', 'file:///etc/passwd']],
  ['both', ['--redis', 'redis://h', '--sandbox']]
])('%s is wrong', (_name, words) => expect(parseServerArguments(words, {}).kind).toBe('wrong'))

test('help is help', () => expect(parseServerArguments(['--help'], {})).toEqual({ kind: 'help' }))

test('a sandbox runs on what is asked for, else on what the settings say', () => {
  expect(parseServerArguments(['--sandbox-server', 'built-in'], { SLUICE_REDIS_URL: 'redis://h' })).toMatchObject({ arguments: { start: { connection: { sandbox: 'built-in' } } } })
  expect(parseServerArguments(['--sandbox', '--sandbox-server=auto'], {})).toMatchObject({ arguments: { start: { connection: { sandbox: 'auto' } } } })
  expect(parseServerArguments(['--sandbox-server', 'mine'], {})).toEqual({ kind: 'wrong', problem: '--sandbox-server takes auto, program, built-in.' })
  expect(parseServerArguments(['--sandbox-server', 'program', '--redis', 'redis://h'], {})).toMatchObject({ kind: 'wrong', problem: expect.stringContaining('exclude each other') })
})
