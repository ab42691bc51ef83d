import type { Bytes } from '../protocol/bytes'

const HIDDEN = '(redacted)'

/** Where passwords stand among the words of a command. */
function secretsOf(command: string, args: readonly Bytes[]): number[] {
  const places = [...args.keys()]
  const isWord = (at: number, word: string): boolean => args[at]?.toUpperCase() === word
  switch (command) {
    case 'auth':
      return places.slice(1)
    case 'hello':
      return places.slice(2).filter((at) => isWord(at - 1, 'AUTH') || (at > 3 && isWord(at - 2, 'AUTH')))
    case 'config|set':
      return places.slice(3).filter((at) => at % 2 === 1 && isWord(at - 1, 'REQUIREPASS'))
    default:
      return []
  }
}

/** The words of a command for other eyes, those of MONITOR and SLOWLOG: as Redis does, with passwords and user names covered. */
export function withoutSecrets(command: string, args: readonly Bytes[]): readonly Bytes[] {
  const secrets = secretsOf(command, args)
  return secrets.length === 0 ? args : args.map((word, at) => (secrets.includes(at) ? HIDDEN : word))
}
