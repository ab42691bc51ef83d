import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * What became of a run: `passed` counts tests, `failed` names those that did not pass, `flaky` those that passed when they ran once more.
 * The reporters write it to the file that the variable names; a run that never got so far leaves none.
 */
export const OUTCOME_FILE = 'SLUICE_OUTCOME_FILE'

export function writeOutcome(outcome) {
  writeFileSync(process.env[OUTCOME_FILE], JSON.stringify(outcome))
}

/** A run that ended badly with no test to show for it, or before it could say anything, counts as one that failed. */
export function readOutcome(file, ok, name) {
  const whole = `${name}, as a whole: see above`
  if (!existsSync(file)) return { passed: 0, failed: [whole], flaky: [] }
  const outcome = JSON.parse(readFileSync(file, 'utf8'))
  return ok || outcome.failed.length > 0 ? outcome : { ...outcome, failed: [whole] }
}
