import { emptyDuration, noteDuration, OTHER, type PublishTally, type WorkReport, type WorkStatus } from '@shared/metrics/work-tally'

/** Types told apart in one report, which is 50 ms of work. */
const TALLIES_PER_REPORT = 32
/** A type is a word. Longer ones are cut before they leave the thread. */
const TYPE_CHARACTERS = 200

/** Gathers what a worker did, for its next report. */
export interface WorkTallies {
  published(type: string, source: string, times?: number): void
  repeated(type: string, source: string): void
  worked(type: string, status: WorkStatus, times?: number): void
  took(type: string, milliseconds: number, times?: number): void
  /** What was gathered, which is then forgotten. */
  take(): WorkReport
}

/** The tally that fits, or a new one; beyond the limit the one that is for the rest. */
function pick<T extends { type: string }>(list: T[], type: string, fits: (tally: T) => boolean, create: (type: string) => T): T {
  const cut = type.length > TYPE_CHARACTERS ? type.slice(0, TYPE_CHARACTERS) : type
  const found = list.find((tally) => tally.type === cut && fits(tally))
  if (found !== undefined) return found
  const name = list.length < TALLIES_PER_REPORT ? cut : OTHER
  const rest = name === cut ? undefined : list.find((tally) => tally.type === name && fits(tally))
  if (rest !== undefined) return rest
  const made = create(name)
  list.push(made)
  return made
}

export function createWorkTallies(): WorkTallies {
  let gathered: WorkReport = {}
  const countEvents = (list: PublishTally[], type: string, source: string, times: number): void => {
    pick(list, type, (tally) => tally.source === source, (name) => ({ type: name, source: source.slice(0, TYPE_CHARACTERS), count: 0 })).count += times
  }
  return {
    published(type, source, times = 1) {
      countEvents((gathered.published ??= []), type, source, times)
    },
    repeated(type, source) {
      countEvents((gathered.repeated ??= []), type, source, 1)
    },
    worked(type, status, times = 1) {
      pick((gathered.worked ??= []), type, (tally) => tally.status === status, (name) => ({ type: name, status, count: 0 })).count += times
    },
    took(type, milliseconds, times = 1) {
      noteDuration(pick((gathered.took ??= []), type, () => true, emptyDuration), milliseconds, times)
    },
    take() {
      const report = gathered
      gathered = {}
      return report
    }
  }
}
