import { parseArgs } from 'node:util'
import { capabilitiesOf, RELEASES, type Capabilities, type Release } from './engine/capabilities'
import { LOOPBACK_HOSTS, type ListenAt } from './listener/listen'

export interface StandaloneArguments {
  at: ListenAt
  auth: boolean
  readyJson: boolean
  release: Release
  capabilities: Partial<Capabilities>
}

const NAMES = Object.keys(capabilitiesOf('8.8')) as (keyof Capabilities)[]

export const USAGE = `usage: npm run sandbox -- [--port N [--host H] | --unix PATH] [--no-auth] [--release R] [--without CAPABILITY]... [--ready-json]

  --port N              port to listen on; 0 takes any free one (default 0)
  --host H              one of ${LOOPBACK_HOSTS.join(', ')} (default 127.0.0.1): only this machine can reach it
  --unix PATH           a unix socket instead
  --no-auth             ask for no password; anybody on this machine can then use it
  --release R           speak like that release of Redis: ${RELEASES.join(', ')} (default 8.8)
  --without CAPABILITY  leave one out: ${NAMES.join(', ')}
  --ready-json          print one JSON line on stdout when ready
  --help                this text`

const isLoopback = (text: string): text is (typeof LOOPBACK_HOSTS)[number] => (LOOPBACK_HOSTS as readonly string[]).includes(text)
const isRelease = (text: string): text is Release => (RELEASES as readonly string[]).includes(text)
const isCapability = (text: string): text is keyof Capabilities => (NAMES as readonly string[]).includes(text)

/** The command line in words of ours, or what is wrong with it. */
export function parseStandaloneArguments(words: string[]): { kind: 'run'; arguments: StandaloneArguments } | { kind: 'help' } | { kind: 'wrong'; problem: string } {
  let values
  try {
    ({ values } = parseArgs({
      args: words,
      options: { port: { type: 'string' }, host: { type: 'string' }, unix: { type: 'string' }, 'no-auth': { type: 'boolean' }, release: { type: 'string' }, without: { type: 'string', multiple: true }, 'ready-json': { type: 'boolean' }, help: { type: 'boolean' } }
    }))
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : 'The arguments cannot be read.' }
  }
  if (values.help === true) return { kind: 'help' }
  const { port = '0', host = '127.0.0.1', unix, release = '8.8', without = [] } = values
  if (unix !== undefined && (values.port ?? values.host) !== undefined) return { kind: 'wrong', problem: '--unix excludes --port and --host.' }
  if (!isLoopback(host)) return { kind: 'wrong', problem: `--host takes ${LOOPBACK_HOSTS.join(', ')}: this server is for this machine only.` }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { kind: 'wrong', problem: '--port takes a number from 0 to 65535.' }
  if (!isRelease(release)) return { kind: 'wrong', problem: `--release takes one of ${RELEASES.join(', ')}.` }
  const unknown = without.find((name) => !isCapability(name))
  if (unknown !== undefined) return { kind: 'wrong', problem: `--without takes ${NAMES.join(', ')}; ${unknown} is none of them.` }
  return {
    kind: 'run',
    arguments: {
      at: unix === undefined ? { kind: 'tcp', port: Number(port), host } : { kind: 'unix', path: unix },
      auth: values['no-auth'] !== true, readyJson: values['ready-json'] === true, release,
      capabilities: Object.fromEntries(without.map((name) => [name, false]))
    }
  }
}
