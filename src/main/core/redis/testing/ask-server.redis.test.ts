import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askServer } from './ask-server'
import { startRedisServer, type TestServer } from './redis-server'

const run = promisify(execFile)

let server: TestServer
beforeAll(async () => {
  server = await startRedisServer()
  await server.cli('XADD', 's', '1-1', 'f', 'ü\u0000\n', '', '')
  await server.cli('XGROUP', 'CREATE', 's', 'g', '0')
  await server.cli('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>')
})
afterAll(() => server.stop())

const QUESTIONS = [
  ['PING'], ['GET', 'nothing'], ['XLEN', 's'], ['XRANGE', 's', '-', '+'], ['XRANGE', 's', '9', '+'], ['XINFO', 'STREAM', 's', 'FULL'], ['XPENDING', 's', 'g', '-', '+', '10', 'c'],
  ['XINFO', 'GROUPS', 's'], ['XINFO', 'CONSUMERS', 'missing', 'g'], ['XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 's', '>'], ['CONFIG', 'GET', 'maxmemory*'], ['EVAL', 'return {1,{2,{}},false,"x"}', '0'], ['NO-SUCH']
]

/** Milliseconds that pass between the two questions are not what is compared. */
const withoutIdle = (text: string): string => text.replace(/^\d{1,4}$/gm, '#').replace(/^\d{13}$/gm, '#')

it.each(QUESTIONS)('says what redis-cli says: %s %s %s', async (...question) => {
  const { stdout } = await run('redis-cli', ['-p', String(server.port), ...question])
  expect(withoutIdle(await askServer(server, question))).toBe(withoutIdle(stdout.replace(/\n$/, '')))
})

it('rejects when nobody answers', async () => {
  const gone = await startRedisServer()
  await gone.stop()
  await expect(gone.cli('PING')).rejects.toThrow()
})
