import { describe, expect, it } from 'vitest'
import { ErrorReply, OK } from '../../protocol/reply'
import { openEngine } from '../../testing/in-process'
import { streamCommands } from './index'

describe('XGROUP', () => {
  it('makes a stream only if asked to, and a group only once', () => {
    const client = openEngine(streamCommands).connect()
    expect(client.call('XGROUP', 'CREATE', 'k', 'g', '$')).toMatchObject({ message: expect.stringContaining('requires the key to exist') as string })
    expect(client.call('XGROUP', 'CREATE', 'k', 'g', 'x', 'MKSTREAM')).toEqual(new ErrorReply('ERR Invalid stream ID specified as stream command argument'))
    expect(client.call('XLEN', 'k')).toBe(0)
    expect(client.call('XGROUP', 'CREATE', 'k', 'g', '$', 'MKSTREAM')).toBe(OK)
    expect(client.call('XGROUP', 'CREATE', 'k', 'g', '$')).toEqual(new ErrorReply('BUSYGROUP Consumer Group name already exists'))
  })

  it('goes back to an id: what is pending is delivered anew and counts from one', () => {
    const client = openEngine(streamCommands).connect()
    client.call('XADD', 'k', '1-1', 'a', 'b')
    client.call('XGROUP', 'CREATE', 'k', 'g', '0')
    client.call('XREADGROUP', 'GROUP', 'g', 'a', 'STREAMS', 'k', '>')
    client.call('XCLAIM', 'k', 'g', 'a', '0', '1-1', 'RETRYCOUNT', '3')
    expect(client.call('XGROUP', 'SETID', 'k', 'g', '-')).toBe(OK)
    client.call('XREADGROUP', 'GROUP', 'g', 'b', 'STREAMS', 'k', '>')
    expect(client.call('XPENDING', 'k', 'g', '-', '+', '9')).toEqual([['1-1', 'b', 0, 1]])
  })

  it('loses what a consumer had when that is removed', () => {
    const client = openEngine(streamCommands).connect()
    client.call('XADD', 'k', '1-1', 'a', 'b')
    client.call('XGROUP', 'CREATE', 'k', 'g', '0')
    client.call('XREADGROUP', 'GROUP', 'g', 'a', 'STREAMS', 'k', '>')
    expect(client.call('XGROUP', 'DELCONSUMER', 'k', 'g', 'a')).toBe(1)
    expect(client.call('XPENDING', 'k', 'g')).toMatchObject([0, null, null, {}])
    expect(client.call('XGROUP', 'DESTROY', 'k', 'g')).toBe(1)
  })
})
