import { MemberSet } from '../../keyspace/member-set'
import type { Bytes } from '../../protocol/bytes'
import type { Call } from '../command'
import { findOrPut, findToRead, findToWrite } from '../value-access'

/** The members of the set at a key, to answer from. */
export function readSet(call: Call, key: Bytes): MemberSet | undefined {
  return findToRead(call, key, 'set')?.members
}

/** As readSet, by a command that writes. */
export function findSet(call: Call, key: Bytes): MemberSet | undefined {
  return findToWrite(call, key, 'set')?.members
}

/** The members, of a set that is made where there is none. It must not stay empty. */
export function findOrPutSet(call: Call, key: Bytes): MemberSet {
  return findOrPut(call, key, 'set', () => ({ type: 'set', members: new MemberSet() })).members
}
