import type { GroupRef } from '@shared/model/stream-ref'
import type { TestServer } from '../../redis/testing/redis-server'

/** What redis-cli says of one group: the judge of what workers did. */
export interface GroupOnServer {
  ref: GroupRef
  /** XADD by another client; gives the ids. */
  add(entries: number): Promise<string[]>
  /** Rows of XPENDING as `id owner deliveries`, oldest first. */
  pending(): Promise<string[]>
  lag(): Promise<string>
  /** Ids of the stream. */
  ids(): Promise<string[]>
}

let made = 0

export function createGroupOnServer(server: TestServer, name = 'g'): GroupOnServer {
  made += 1
  const ref: GroupRef = { connection: 'test', key: `sluice:lab:test-${made}`, group: name }
  return {
    ref,
    async add(entries) {
      const ids: string[] = []
      for (let i = 0; i < entries; i++) ids.push(await server.cli('XADD', ref.key, '*', 'n', String(i)))
      return ids
    },
    async pending() {
      const text = await server.cli('XPENDING', ref.key, name, '-', '+', '1000')
      if (text.startsWith('NOGROUP')) throw new Error(text)
      const lines = text === '' ? [] : text.split('\n')
      const rows: string[] = []
      for (let at = 0; at + 3 < lines.length; at += 4) rows.push(`${lines[at]} ${lines[at + 1]} ${lines[at + 3]}`)
      return rows
    },
    async lag() {
      const lines = (await server.cli('XINFO', 'GROUPS', ref.key)).split('\n')
      return lines[lines.indexOf('lag') + 1] ?? ''
    },
    async ids() {
      const text = await server.cli('XRANGE', ref.key, '-', '+')
      // Each entry of these tests has one field: id, name, value.
      return text === '' ? [] : text.split('\n').filter((_line, index) => index % 3 === 0)
    }
  }
}
