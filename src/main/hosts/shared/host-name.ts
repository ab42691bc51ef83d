import { hostname } from 'node:os'

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/

/** Whether it can stand in the name of a consumer as it is. */
export function isHostName(name: string): boolean {
  return NAME.test(name)
}

/**
 * This host as the names of consumers say it (`web-1` of `web-1.example.org`): the first label, and of that only what
 * every tool can show and type. What leaves nothing is `host`.
 */
export function toHostName(full: string = hostname()): string {
  const [label = ''] = full.split('.')
  const plain = label.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '').slice(0, 40)
  return plain === '' ? 'host' : plain
}
