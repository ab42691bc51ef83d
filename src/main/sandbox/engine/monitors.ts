import type { Client } from '../clients/client'
import type { Command } from '../commands/command'
import type { Bytes } from '../protocol/bytes'
import { SimpleString } from '../protocol/reply'
import { formatMonitorLine } from './monitor-line'
import { withoutSecrets } from './without-secrets'

/** Who sees every command that is carried out. */
export class Monitors {
  readonly #clients = new Set<Client>()

  /** `now` in milliseconds since 1970, with a fraction. */
  constructor(private readonly now: () => number) {}

  add(client: Client): void {
    client.monitoring = true
    this.#clients.add(client)
  }

  forget(client: Client): void {
    client.monitoring = false
    this.#clients.delete(client)
  }

  /** Called when the command was carried out (7.0), so that SELECT shows the database that it chose and EXEC comes after what it carried out. */
  show(client: Client, command: Command, args: readonly Bytes[]): void {
    if (this.#clients.size === 0 || command.flags.includes('admin') || command.flags.includes('skip_monitor')) return
    const line = new SimpleString(formatMonitorLine(client, withoutSecrets(command.name, args), this.now()))
    for (const monitor of this.#clients) monitor.send(line)
  }
}
