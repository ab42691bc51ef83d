import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { runProgram } from '../fixtures/run-program'
import { expect, test } from '../fixtures/workbench'

const run = promisify(execFile)

interface Ready {
  ready: boolean
  host: string
  port: number
  password: string | null
}

async function cli({ port, password }: Ready, ...args: string[]): Promise<string> {
  const { stdout } = await run('redis-cli', ['-p', String(port), ...args], { env: { ...process.env, ...(password !== null && { REDISCLI_AUTH: password }) } })
  return stdout.trimEnd()
}

test('the sandbox server alone: one line of JSON, any client can use it, SIGTERM ends it with 0', async () => {
  const { child, ended } = runProgram('sandbox', '--port', '0', '--ready-json')
  const [chunk] = await once(child.stdout ?? child, 'data') as [Buffer]
  const ready = JSON.parse(chunk.toString()) as Ready
  expect(ready).toEqual({ ready: true, host: '127.0.0.1', port: expect.any(Number), password: expect.stringMatching(/^[\w-]{32}$/) })
  expect(await cli({ ...ready, password: null }, 'PING')).toContain('NOAUTH')
  expect(await cli(ready, 'XADD', 's', '1-1', 'field', 'value')).toBe('1-1')
  expect(await cli(ready, 'XRANGE', 's', '-', '+')).toBe('1-1\nfield\nvalue')
  expect(await cli(ready, 'INFO', 'server')).toContain('server_name:sluice')
  expect(await cli(ready, 'EVAL', 'return 1', '0')).toContain('no Lua')
  child.kill('SIGTERM')
  const { code, out, log } = await ended
  expect({ code, lines: out.trimEnd().split('\n').length, log }).toEqual({ code: 0, lines: 1, log: '' })
})

test('without a password, as an older release; a taken port ends it with 1, wrong words with 2 and the usage', async () => {
  const { child, ended } = runProgram('sandbox', '--no-auth', '--release', '7.0', '--ready-json')
  const [chunk] = await once(child.stdout ?? child, 'data') as [Buffer]
  const ready = JSON.parse(chunk.toString()) as Ready
  expect(ready.password).toBeNull()
  expect(await cli(ready, 'XNACK', 's')).toContain("unknown command 'XNACK'")
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)

  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as AddressInfo
  const [used, wrong] = await Promise.all([runProgram('sandbox', '--port', String(port)).ended, runProgram('sandbox', '--release', '6').ended])
  taken.close()
  expect(used).toMatchObject({ code: 1, out: '' })
  expect(used.log).toMatch(/is taken\. Choose another/)
  expect(used.log).not.toMatch(/\n\s+at /)
  expect(wrong).toMatchObject({ code: 2, out: '' })
  expect(wrong.log).toContain('usage: npm run sandbox')
})
