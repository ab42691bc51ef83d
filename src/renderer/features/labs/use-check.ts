import { useState } from 'react'
import type { ShownEffects } from '@shared/contract/labs'
import type { EffectTally } from '@shared/model/select-effect-tally'
import { attemptQuietly } from '../../store/attempt'
import { useHost } from '../../store/host'
import { announce } from '../../ui/live-region'
import { describeCheck, type CheckWords } from './describe-check'

export interface LabChecking {
  /** Undefined: nobody has asked yet. */
  words: CheckWords | undefined
  checking: boolean
  check: () => void
}

function toShown(counts: ReadonlyMap<string, EffectTally> | undefined): ShownEffects[] {
  return [...counts ?? []].map(([group, { once, more }]) => ({ group, once, more }))
}

/** Asks the host to hold a lab's picture against its server and its ledger. The answer is of the lab that was asked about. */
export function useCheck(lab: string | undefined, counts: ReadonlyMap<string, EffectTally> | undefined): LabChecking {
  const host = useHost()
  const [answer, setAnswer] = useState<{ lab: string; words: CheckWords }>()
  const [checking, setChecking] = useState(false)
  const run = async (id: string): Promise<void> => {
    setChecking(true)
    let words: CheckWords | undefined
    const fault = await attemptQuietly(async () => {
      words = describeCheck(await host.labs.check({ lab: id, shown: toShown(counts) }))
    })
    words ??= { tone: 'unknown', sentence: `${fault?.message ?? 'It was not answered.'} ${fault?.next ?? ''}`.trim(), details: [] }
    setChecking(false)
    setAnswer({ lab: id, words })
    announce([words.sentence, ...words.details].join(' '))
  }
  return { words: answer?.lab === lab ? answer?.words : undefined, checking, check: () => { if (lab !== undefined) void run(lab) } }
}
