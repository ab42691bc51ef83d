/** The names under which this machine reaches itself. */
export const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]']

/** Whether a Host header names us with our port. Stops DNS rebinding: a name that was made to point here is still not our name. */
export function isOwnHost(host: string, port: number): boolean {
  return LOOPBACK_HOSTS.some((name) => host.toLowerCase() === `${name}:${port}`)
}
