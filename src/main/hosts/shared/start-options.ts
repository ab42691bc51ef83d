import { sandboxChoice, type SandboxChoice } from '@shared/contract/connections'
import { isHostName } from './host-name'

/** What the workbench opens with. */
export interface StartOptions {
  /** `sandbox` undefined: on what the settings say. */
  connection: { sandbox: SandboxChoice | undefined } | { url: string }
  /** Labs to start at once, by name. */
  labs: string[]
  /** What to call this host in the names of consumers; undefined: as it calls itself. */
  hostName?: string
}

/** The command line's words for it, the same on both hosts. */
export const START_OPTIONS = {
  redis: { type: 'string' },
  sandbox: { type: 'boolean' },
  'sandbox-server': { type: 'string' },
  lab: { type: 'string', multiple: true },
  'host-name': { type: 'string' }
} as const

/** Environment variable with the server's URL, for URLs with a password: the command line shows in `ps`. */
export const REDIS_URL_VARIABLE = 'SLUICE_REDIS_URL'

export interface StartWords {
  redis?: string
  sandbox?: boolean
  'sandbox-server'?: string
  lab?: string[]
  'host-name'?: string
}

/** Either the options, or what is wrong with the words. */
export function toStartOptions(words: StartWords, redisUrlFromEnvironment: string | undefined): StartOptions | { problem: string } {
  const { lab: labs = [], 'host-name': hostName } = words
  if (hostName !== undefined && !isHostName(hostName)) return { problem: '--host-name takes at most 40 letters, digits and _ . -, and starts with a letter or digit.' }
  const rest = { labs, ...(hostName !== undefined && { hostName }) }
  const server = words['sandbox-server']
  const choice = sandboxChoice.optional().safeParse(server)
  if (!choice.success) return { problem: `--sandbox-server takes ${sandboxChoice.options.join(', ')}.` }
  const sandbox: StartOptions = { connection: { sandbox: choice.data }, ...rest }
  if (words.sandbox === true || server !== undefined) {
    return words.redis === undefined ? sandbox : { problem: '--redis and --sandbox exclude each other.' }
  }
  const url = words.redis ?? redisUrlFromEnvironment
  if (url === undefined || url === '') return sandbox
  if (!/^(rediss?|unix):\/\//.test(url)) return { problem: 'The server must be given as redis://, rediss:// or unix://.' }
  return { connection: { url }, ...rest }
}

/** Whether a server URL holds a password, which does not belong on a command line. */
export function hasPassword(url: string): boolean {
  return /^[a-z]+:\/\/[^/@]*:[^/@]+@/i.test(url)
}
