import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { IS_NOT } from './engine/product'
import { listen, PortTakenError, type ListenAt } from './listener/listen'
import { parseStandaloneArguments, USAGE, type StandaloneArguments } from './standalone-arguments'
import { startEngine } from './start-engine'

/** Entry of the sandbox server as a program of its own. stdout is for what was asked for; all else goes to stderr. */
async function main(): Promise<void> {
  const parsed = parseStandaloneArguments(process.argv.slice(2))
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(`${USAGE}\n`)
      return
    case 'wrong':
      process.stderr.write(`sandbox: ${parsed.problem}\n${USAGE}\n`)
      process.exitCode = 2
      return
    case 'run':
      return run(parsed.arguments)
  }
}

async function run({ at, auth, readyJson, release, capabilities }: StandaloneArguments): Promise<void> {
  const password = auth ? randomBytes(24).toString('base64url') : undefined
  const engine = startEngine({ password, release, capabilities })
  const listening = await listen(engine, at)
  const end = (): void => {
    engine.dispose()
    void listening.close()
    if (at.kind === 'unix') rmSync(at.path, { force: true })
    process.exit(0)
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.stdout.write(`${readyJson ? JSON.stringify(describe(at, listening.port, password)) : introduce(at, listening.port, password)}\n`)
}

function describe(at: ListenAt, port: number, password: string | undefined): object {
  const where = at.kind === 'unix' ? { path: at.path } : { host: at.host ?? '127.0.0.1', port }
  return { ready: true, ...where, password: password ?? null }
}

function introduce(at: ListenAt, port: number, password: string | undefined): string {
  const where = at.kind === 'unix' ? `-s ${at.path}` : `-h ${at.host ?? '127.0.0.1'} -p ${port}`
  return `${IS_NOT}\nTry: redis-cli ${where}${password === undefined ? '' : ` -a ${password}`}`
}

main().catch((error: unknown) => {
  const words = error instanceof Error ? error.message : String(error)
  process.stderr.write(`sandbox: ${words}.${error instanceof PortTakenError ? ' Choose another, or end the program that has it.' : ''}\n`)
  process.exit(1)
})
