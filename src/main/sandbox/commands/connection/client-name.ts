import type { Client } from '../../clients/client'
import type { Bytes } from '../../protocol/bytes'
import { CommandError } from '../../protocol/reply'

/** CLIENT LIST is lines of words, so names hold neither spaces nor line breaks. */
export function isPlainName(name: Bytes): boolean {
  return /^[!-~]*$/.test(name)
}

export function setName(client: Client, name: Bytes): void {
  if (!isPlainName(name)) throw new CommandError('ERR Client names cannot contain spaces, newlines or special characters.')
  client.name = name
}
