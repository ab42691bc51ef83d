import { parseArgs } from 'node:util'
import { REDIS_URL_VARIABLE, START_OPTIONS, toStartOptions, type StartOptions } from '../shared/start-options'

/**
 * What the command line says to open with. Chromium's own switches stand on the same line, so words that are not ours
 * are passed over.
 */
export function parseDesktopArguments(words: string[], environment: NodeJS.ProcessEnv): StartOptions | { problem: string } {
  const { values } = parseArgs({ args: words, options: START_OPTIONS, strict: false, allowPositionals: true })
  const { redis, sandbox, lab } = values
  const labs = Array.isArray(lab) ? lab.filter((name) => typeof name === 'string') : []
  const server = values['sandbox-server']
  if (server !== undefined && typeof server !== 'string') return { problem: '--sandbox-server takes what the sandbox runs on.' }
  if (redis !== undefined && typeof redis !== 'string') return { problem: '--redis takes the URL of a server.' }
  const hostName = values['host-name']
  if (hostName !== undefined && typeof hostName !== 'string') return { problem: '--host-name takes a name.' }
  return toStartOptions({ ...(redis !== undefined && { redis }), ...(server !== undefined && { 'sandbox-server': server }), ...(hostName !== undefined && { 'host-name': hostName }), sandbox: sandbox === true, lab: labs }, environment[REDIS_URL_VARIABLE])
}
