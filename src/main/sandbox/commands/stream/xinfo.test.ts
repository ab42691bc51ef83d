import { describe, expect, it } from 'vitest'
import { capabilitiesOf, type Release } from '../../engine/capabilities'
import { ErrorReply, MapReply, type Reply } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { streamCommands } from './index'

function fieldsOf(reply: Reply | undefined): Reply[] {
  return reply instanceof MapReply ? reply.pairs.map(([name]) => name) : []
}

/** The first item of the last field, which is a list. */
function firstOfLast(reply: Reply | undefined): Reply | undefined {
  const list = reply instanceof MapReply ? reply.pairs.at(-1)?.[1] : undefined
  return Array.isArray(list) ? (list as Reply[])[0] : undefined
}

function setUp(release: Release = '7.0') {
  const client = openEngine(streamCommands, release).connect()
  client.call('XADD', 'k', '1-1', 'a', 'b')
  client.call('XGROUP', 'CREATE', 'k', 'g', '0')
  client.call('XREADGROUP', 'GROUP', 'g', 'c', 'STREAMS', 'k', '>')
  return client
}

describe('XINFO', () => {
  it('has the fields of its release, in their order', () => {
    const stream = ['length', 'radix-tree-keys', 'radix-tree-nodes', 'last-generated-id', 'max-deleted-entry-id', 'entries-added', 'recorded-first-entry-id']
    const idempotence = ['idmp-duration', 'idmp-maxsize', 'pids-tracked', 'iids-tracked', 'iids-added', 'iids-duplicates']
    expect(fieldsOf(setUp().call('XINFO', 'STREAM', 'k'))).toEqual([...stream, 'groups', 'first-entry', 'last-entry'])
    expect(fieldsOf(setUp('8.6').call('XINFO', 'STREAM', 'k'))).toEqual([...stream, ...idempotence, 'groups', 'first-entry', 'last-entry'])
    expect(fieldsOf(setUp().call('XINFO', 'STREAM', 'k', 'FULL'))).toEqual([...stream, 'entries', 'groups'])
  })

  it('tells all about groups with FULL', () => {
    const full = setUp('8.8').call('XINFO', 'STREAM', 'k', 'FULL', 'COUNT', '0')
    const group = firstOfLast(full)
    expect(fieldsOf(group)).toEqual(['name', 'last-delivered-id', 'entries-read', 'lag', 'pel-count', 'nacked-count', 'pending', 'consumers'])
    expect(fieldsOf(firstOfLast(group))).toEqual(['name', 'seen-time', 'active-time', 'pel-count', 'pending'])
  })

  it('says what is wrong', () => {
    const client = setUp()
    expect(client.call('XINFO', 'STREAM', 'nothing', 'FOO')).toEqual(new ErrorReply('ERR no such key'))
    expect(client.call('XINFO', 'STREAM', 'k', 'FOO')).toEqual(new ErrorReply("ERR unknown subcommand or wrong number of arguments for 'STREAM'. Try XINFO HELP."))
    expect(client.call('XINFO', 'CONSUMERS', 'k', 'h')).toEqual(new ErrorReply("NOGROUP No such consumer group 'h' for key name 'k'"))
  })
})

describe('XPENDING', () => {
  it('sums up an empty group with nils, and counts in strings', () => {
    const client = setUp()
    expect(client.call('XPENDING', 'k', 'g')).toEqual([1, '1-1', '1-1', [['c', '1']]])
    client.call('XACK', 'k', 'g', '1-1')
    expect(client.call('XPENDING', 'k', 'g')).toMatchObject([0, null, null, { kind: 'nil-array' }])
  })
})

describe('documentation', () => {
  it('has the words by which clients find out what a server can do', () => {
    const words = (release: Release, name: string): string => {
      const all = streamCommands.flatMap((command) => [command, ...(command.subcommands ?? [])])
      const doc = all.find((command) => command.name === name)?.doc
      return JSON.stringify(typeof doc === 'function' ? doc(capabilitiesOf(release)) : doc)
    }
    expect(words('7.0', 'xinfo|groups')).toMatch(/\blag\b/)
    expect([words('7.0', 'xinfo|consumers'), words('7.2', 'xinfo|consumers')].map((text) => /\binactive\b/.test(text))).toEqual([false, true])
    expect([words('8.2', 'xreadgroup'), words('8.4', 'xreadgroup')].map((text) => /\bCLAIM\b/.test(text))).toEqual([false, true])
    expect([words('8.4', 'xadd'), words('8.6', 'xadd')].map((text) => /\bIDMP\b/.test(text))).toEqual([false, true])
  })
})
