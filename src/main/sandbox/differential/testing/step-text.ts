import { assertNever } from '@shared/lib/assert-never'
import type { Step } from './step'

/** As redis-cli takes it. */
function formatWord(word: string): string {
  if (/^[\w$*+><(=~.:@-]+$/.test(word)) return word
  const escaped = word.replace(/[^ -~]|["\\]/g, (character) => (character === '"' || character === '\\' ? `\\${character}` : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`))
  return `"${escaped}"`
}

export function formatCommand(command: readonly string[]): string {
  return command.map(formatWord).join(' ')
}

function parseCommand(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|[^\s"]+/g)].map(([word, quoted]) =>
    quoted === undefined ? word : quoted.replace(/\\x([0-9a-f]{2})|\\(.)/g, (_all, code: string | undefined, character: string | undefined) => (code === undefined ? (character ?? '') : String.fromCharCode(Number.parseInt(code, 16))))
  )
}

/**
 * Steps as lines that can be read, kept and typed into redis-cli: the client, how it is sent, the command. `>` sends and
 * waits for the answer, `+` sends together with the next line, `&` sends although the client waits, `!` is no command.
 */
export function formatSteps(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => {
    switch (step.kind) {
      case 'call':
        return step.commands.map((command, index) => `${step.client}${index === step.commands.length - 1 ? '>' : '+'} ${formatCommand(command)}`)
      case 'behind':
        return [`${step.client}& ${formatCommand(step.command)}`]
      case 'bulk':
        return [`${step.client}! BULK ${formatWord(step.key)} ${step.entries} ${step.fields}`]
      case 'unblock':
        return [`${step.client}! UNBLOCK ${step.how}`]
      case 'leave':
        return [`${step.client}! LEAVE`]
      case 'expire':
        return [`0! EXPIRE ${formatWord(step.key)}`]
      default:
        return assertNever(step)
    }
  })
}

function parseSpecial(client: number, [name = '', first = '', second = '', third = '']: readonly string[]): Step {
  switch (name) {
    case 'BULK':
      return { kind: 'bulk', client, key: first, entries: Number(second), fields: Number(third) }
    case 'UNBLOCK':
      return { kind: 'unblock', client, how: first === 'ERROR' ? 'ERROR' : 'TIMEOUT' }
    case 'LEAVE':
      return { kind: 'leave', client }
    case 'EXPIRE':
      return { kind: 'expire', key: first }
    default:
      throw new Error(`no step is called ${name}`)
  }
}

export function parseSteps(lines: readonly string[]): Step[] {
  const steps: Step[] = []
  let together: string[][] = []
  for (const line of lines) {
    const match = /^(\d)([>+&!]) (.*)$/s.exec(line)
    if (match === null) throw new Error(`no step: ${line}`)
    const [client, command] = [Number(match[1]), parseCommand(match[3] ?? '')]
    if (match[2] === '!') steps.push(parseSpecial(client, command))
    else if (match[2] === '&') steps.push({ kind: 'behind', client, command })
    else {
      together.push(command)
      if (match[2] === '+') continue
      steps.push({ kind: 'call', client, commands: together })
      together = []
    }
  }
  return steps
}
