import type { LetterToSend, RedrivePreview } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import type { ByteText } from '@shared/redis/byte-text'
import { parseXinfoGroups } from '@shared/redis/parse-xinfo'
import { toArgument, toText } from '../../redis/bytes'
import type { Argument, Command, Connection, Sender } from '../../redis/dispatcher'
import type { Reply, ServerError } from '../../redis/reply'
import { planRedrive, redriveReads, toRedrive, type Redrive } from './plan-redrive'
import { readLetters } from './read-letters'
import { whoActs } from './who-acts'

const SENDER: Sender = { by: 'hand', who: 'dry run' }
/** Of one command. The whole of an argument is on the server and in the editor. */
const SHOWN = { words: 64, characters: 400 } as const

function toShown(command: Command): string[] {
  return command.slice(0, SHOWN.words).map((argument: Argument) => (typeof argument === 'string' ? argument : toText(argument.subarray(0, 4 * SHOWN.characters))).slice(0, SHOWN.characters))
}

function toPreview(redrive: Redrive, answers: readonly (Reply | ServerError)[], groups: readonly ByteText[]): RedrivePreview {
  const { letter: { id } } = redrive
  const plan = planRedrive(redrive, answers)
  switch (plan.kind) {
    case 'send':
      return { kind: 'send', id, commands: plan.commands.map(toShown), groups: [...groups] }
    case 'already':
      return { kind: 'refused', id, why: plan.mark === undefined ? 'It has a mark that Sluice cannot read: it may have been redriven.' : `It was redriven as ${plan.mark.id} already.` }
    case 'refused':
      return { kind: 'refused', id, why: `${plan.why} ${plan.next}` }
  }
}

/** The dry run: what redriving each of these would send now, by the same plan as the redrive itself. Reads only; rejects as reads do. */
export async function previewRedrives(connection: Connection, stream: StreamRef, wanted: readonly LetterToSend[]): Promise<RedrivePreview[]> {
  const letters = await readLetters(connection, stream.key, wanted.map(({ id }) => id))
  const checked = wanted.map(({ id, fields }) => ({ id, ...toRedrive(stream.key, id, letters.get(id), fields, whoActs(connection)) }))
  const targets = [...new Set(checked.flatMap((each) => (each.kind === 'redrive' ? [each.redrive.to] : [])))]
  const reads = checked.map((each) => (each.kind === 'redrive' ? redriveReads(each.redrive) : []))
  const answers = await connection.observer.pipeline([...reads.flat(), ...targets.map((key): Command => ['XINFO', 'GROUPS', toArgument(key)])], SENDER)
  const ofTargets = answers.splice(reads.flat().length)
  const groupsOf = new Map(targets.map((key, index) => {
    const groups = parseXinfoGroups(ofTargets[index], toText)
    return [key, groups.kind === 'ok' ? groups.value.map(({ name }) => name) : []]
  }))
  return checked.map((each, index) => {
    const own = answers.splice(0, reads[index]?.length ?? 0)
    return each.kind === 'refused' ? { kind: 'refused', id: each.id, why: `${each.why} ${each.next}` } : toPreview(each.redrive, own, groupsOf.get(each.redrive.to) ?? [])
  })
}
