/** What the workbench opens with. */
export interface StartOptions {
  connection: 'sandbox' | { url: string }
  /** Labs to start at once, by name. */
  labs: string[]
}

/** The command line's words for it, the same on both hosts. */
export const START_OPTIONS = {
  redis: { type: 'string' },
  sandbox: { type: 'boolean' },
  lab: { type: 'string', multiple: true }
} as const

/** Environment variable with the server's URL, for URLs with a password: the command line shows in `ps`. */
export const REDIS_URL_VARIABLE = 'SLUICE_REDIS_URL'

/** Either the options, or what is wrong with the words. */
export function toStartOptions(words: { redis?: string; sandbox?: boolean; lab?: string[] }, redisUrlFromEnvironment: string | undefined): StartOptions | { problem: string } {
  const labs = words.lab ?? []
  if (words.sandbox === true) {
    return words.redis === undefined ? { connection: 'sandbox', labs } : { problem: '--redis and --sandbox exclude each other.' }
  }
  const url = words.redis ?? redisUrlFromEnvironment
  if (url === undefined || url === '') return { connection: 'sandbox', labs }
  if (!/^(rediss?|unix):\/\//.test(url)) return { problem: 'The server must be given as redis://, rediss:// or unix://.' }
  return { connection: { url }, labs }
}

/** Whether a server URL holds a password, which does not belong on a command line. */
export function hasPassword(url: string): boolean {
  return /^[a-z]+:\/\/[^/@]*:[^/@]+@/i.test(url)
}
