import { parseArgs } from 'node:util'
import { hasPassword, REDIS_URL_VARIABLE, START_OPTIONS, toStartOptions, type StartOptions } from '../shared/start-options'

export interface ServerArguments {
  port: number
  /** Print one JSON line instead of words. */
  readyJson: boolean
  openBrowser: boolean
  dataFolder: string | undefined
  /** Holds the token of the metrics; undefined: a new one with each start. */
  scrapeTokenFile: string | undefined
  start: StartOptions
  /** Something to tell before starting. */
  warning: string | undefined
}

export const USAGE = `usage: npm run serve -- [--port N] [--redis URL | --sandbox [--sandbox-server S]] [--lab NAME|FILE]... [--host-name NAME] [--data-folder DIR] [--scrape-token-file FILE] [--no-open] [--ready-json]

  --port N           port on 127.0.0.1; 0 takes any free one (default 0)
  --redis URL        redis://, rediss:// or unix:// server to open with; also from ${REDIS_URL_VARIABLE}
  --sandbox          a private server that goes when Sluice goes (the default)
  --sandbox-server S what it runs on: program (redis-server or valkey-server), built-in, or
                     auto, which is the program where there is one; else as the settings say
  --lab NAME|FILE    start this lab, by its name or the path of its file; may be given more than once
  --host-name NAME   this host in the names of consumers (default: as it calls itself)
  --data-folder DIR  where settings are kept
  --scrape-token-file FILE
                     what opens GET /metrics and GET /queue-health; else a new token, told by --ready-json
  --no-open          do not open a browser
  --ready-json       print one JSON line on stdout when ready; it lists the labs, and where
                     their intakes are
  --help             this text`

/** The command line in words of ours, or what is wrong with it. */
export function parseServerArguments(words: string[], environment: NodeJS.ProcessEnv): { kind: 'run'; arguments: ServerArguments } | { kind: 'help' } | { kind: 'wrong'; problem: string } {
  let values
  try {
    ({ values } = parseArgs({
      args: words,
      options: {
        ...START_OPTIONS,
        port: { type: 'string' },
        'ready-json': { type: 'boolean' },
        'no-open': { type: 'boolean' },
        'data-folder': { type: 'string' },
        'scrape-token-file': { type: 'string' },
        help: { type: 'boolean' }
      }
    }))
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : 'The arguments cannot be read.' }
  }
  if (values.help === true) return { kind: 'help' }
  const port = values.port ?? '0'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { kind: 'wrong', problem: '--port takes a number from 0 to 65535.' }
  const start = toStartOptions(values, environment[REDIS_URL_VARIABLE])
  if ('problem' in start) return { kind: 'wrong', problem: start.problem }
  const visible = values.redis !== undefined && hasPassword(values.redis)
  return {
    kind: 'run',
    arguments: {
      port: Number(port),
      readyJson: values['ready-json'] === true,
      openBrowser: values['no-open'] !== true,
      dataFolder: values['data-folder'],
      scrapeTokenFile: values['scrape-token-file'],
      start,
      warning: visible ? `The password in --redis shows in the list of processes. Give the URL in ${REDIS_URL_VARIABLE} instead.` : undefined
    }
  }
}
