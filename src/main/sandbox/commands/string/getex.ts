import type { Bytes } from '../../protocol/bytes'
import type { Reply } from '../../protocol/reply'
import { KEY, optional } from '../argument-docs'
import { syntaxError, toWord } from '../arguments'
import type { Call, Command } from '../command'
import { FIRST_KEY } from '../key-ranges'
import { findToRead, removeKey, tellChange } from '../value-access'
import { expiryOptionDoc, isExpiryUnit, toExpiry, type ExpiryOption } from './expiry-option'

export const getex: Command = {
  name: 'getex', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run,
  doc: {
    summary: 'Answers with the string at a key and sets when the key goes, or lets it stay.', since: '6.2.0', group: 'string', complexity: 'O(1)',
    arguments: [KEY, optional(expiryOptionDoc('PERSIST'))]
  }
}

function run(call: Call): Reply {
  const { args, db, engine: { clock } } = call
  const key = args[1] as Bytes
  const { persist, expiry } = parseOptions(args)
  const value = findToRead(call, key, 'string')
  if (value === undefined) return null
  if (expiry !== undefined) {
    const expiresAt = toExpiry(call, expiry)
    if (expiresAt <= clock.now()) removeKey(call, key)
    else {
      db.setExpiry(key, expiresAt)
      tellChange(call, key, 'g', 'expire')
    }
  } else if (persist && db.expiresAt(key) !== undefined) {
    db.setExpiry(key, undefined)
    tellChange(call, key, 'g', 'persist')
  }
  return value.bytes
}

function parseOptions(args: readonly Bytes[]): { persist: boolean; expiry: ExpiryOption | undefined } {
  let persist = false
  let expiry: ExpiryOption | undefined
  for (let at = 2; at < args.length; at++) {
    const option = toWord(args[at])
    const next = args[at + 1]
    if (option === 'PERSIST' && expiry === undefined) persist = true
    else if (isExpiryUnit(option) && !persist && (expiry?.unit ?? option) === option && next !== undefined) {
      expiry = { unit: option, time: next }
      at += 1
    } else throw syntaxError()
  }
  return { persist, expiry }
}
