import { sandboxChoice, type SandboxChoice } from '@shared/contract/connections'

/** What the workbench opens with. */
export interface StartOptions {
  /** `sandbox` undefined: on what the settings say. */
  connection: { sandbox: SandboxChoice | undefined } | { url: string }
  /** Labs to start at once, by name. */
  labs: string[]
}

/** The command line's words for it, the same on both hosts. */
export const START_OPTIONS = {
  redis: { type: 'string' },
  sandbox: { type: 'boolean' },
  'sandbox-server': { type: 'string' },
  lab: { type: 'string', multiple: true }
} as const

/** Environment variable with the server's URL, for URLs with a password: the command line shows in `ps`. */
export const REDIS_URL_VARIABLE = 'SLUICE_REDIS_URL'

export interface StartWords {
  redis?: string
  sandbox?: boolean
  'sandbox-server'?: string
  lab?: string[]
}

/** Either the options, or what is wrong with the words. */
export function toStartOptions(words: StartWords, redisUrlFromEnvironment: string | undefined): StartOptions | { problem: string } {
  const labs = words.lab ?? []
  const server = words['sandbox-server']
  const choice = sandboxChoice.optional().safeParse(server)
  if (!choice.success) return { problem: `--sandbox-server takes ${sandboxChoice.options.join(', ')}.` }
  const sandbox: StartOptions = { connection: { sandbox: choice.data }, labs }
  if (words.sandbox === true || server !== undefined) {
    return words.redis === undefined ? sandbox : { problem: '--redis and --sandbox exclude each other.' }
  }
  const url = words.redis ?? redisUrlFromEnvironment
  if (url === undefined || url === '') return sandbox
  if (!/^(rediss?|unix):\/\//.test(url)) return { problem: 'The server must be given as redis://, rediss:// or unix://.' }
  return { connection: { url }, labs }
}

/** Whether a server URL holds a password, which does not belong on a command line. */
export function hasPassword(url: string): boolean {
  return /^[a-z]+:\/\/[^/@]*:[^/@]+@/i.test(url)
}
