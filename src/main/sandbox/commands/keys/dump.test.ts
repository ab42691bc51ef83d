import { expect, it } from 'vitest'
import { ErrorReply, OK } from '../../protocol/reply'
import { openEngine, type TestClient } from '../../testing/in-process'
import { ALL_COMMANDS } from '../all-commands'

const WRONG = new ErrorReply('ERR DUMP payload version or checksum are wrong')

function dump(client: TestClient, key: string): string {
  const payload = client.call('DUMP', key)
  if (typeof payload !== 'string') throw new Error(`there is no ${key}`)
  return payload
}

it('restores every type from what DUMP gave, streams with their groups', () => {
  const client = openEngine(ALL_COMMANDS).connect()
  for (const command of ['SET string \xff\0', 'RPUSH list a b', 'HSET hash f v g w', 'SADD set 2 1 x', 'XADD stream 1-1 f v', 'XGROUP CREATE stream g 0', 'XREADGROUP GROUP g c STREAMS stream >']) client.call(...command.split(' '))
  for (const key of ['string', 'list', 'hash', 'set', 'stream']) {
    const payload = dump(client, key)
    expect(client.call('RESTORE', 'copy', '0', payload, 'REPLACE')).toBe(OK)
    expect(client.call('DUMP', 'copy')).toBe(payload)
  }
  expect(client.call('XINFO', 'STREAM', 'copy', 'FULL')).toEqual(client.call('XINFO', 'STREAM', 'stream', 'FULL'))
})

it('refuses what is not whole, and what another server gave', () => {
  const client = openEngine(ALL_COMMANDS).connect()
  client.call('SET', 'k', 'value')
  const payload = dump(client, 'k')
  for (let at = 0; at < payload.length; at++) expect(client.call('RESTORE', 'copy', '0', `${payload.slice(0, at)}?${payload.slice(at + 1)}`)).toEqual(WRONG)
  expect(client.call('RESTORE', 'copy', '0', '\0\x05value\x0a\0 \x9d\xe2\x0d\x94\x8f\xd7\x1e')).toEqual(WRONG)
  expect(client.call('RESTORE', 'k', '0', payload)).toEqual(new ErrorReply('BUSYKEY Target key name already exists.'))
})

it('takes a time to go, and how long nobody has used the key', () => {
  const { connect, engine } = openEngine(ALL_COMMANDS)
  const client = connect()
  client.call('SET', 'k', 'v')
  const payload = dump(client, 'k')
  client.call('RESTORE', 'a', '5000', payload, 'IDLETIME', '70')
  expect([client.call('PTTL', 'a'), client.call('OBJECT', 'IDLETIME', 'a')]).toEqual([5000, 70])
  client.call('RESTORE', 'a', String(engine.clock.now() + 9), payload, 'ABSTTL', 'REPLACE')
  expect(client.call('PTTL', 'a')).toBe(9)
  // One that is over makes no key, and takes the one that was there.
  expect([client.call('RESTORE', 'a', '1', payload, 'REPLACE', 'ABSTTL'), client.call('EXISTS', 'a')]).toEqual([OK, 0])
})
