import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sumLabVerdict } from '@shared/model/select-lab-verdict'
import { applyFault, comeToRest, letItFinish, type RandomRun } from './testing/apply-fault'
import { openLabBench, type GroupStanding, type LabBench } from './testing/lab-bench'
import { openLabJudge, type GroupTruth } from './testing/lab-judge'
import { randomFault, randomLab, toLabText, type RandomFault, type RandomLab } from './testing/random-lab'

/** Labs in one run of the suite; raise it for a long run, and give the seed of one that failed. */
const LABS = Number(process.env['SLUICE_LABS'] ?? 8)
const SEED = fc.readConfigureGlobal().seed ?? 0
const SECONDS = Number(process.env['SLUICE_LABS_SECONDS'] ?? 30)
/** Of one of its labs again: fast-check's path. */
const PATH = process.env['SLUICE_LABS_PATH']
/** A redis-server keeps its data through the restarts; the built-in one is not restarted. */
const KIND = process.env['SLUICE_LABS_SERVER'] === 'built-in' ? 'built-in' : 'redis-server'

let bench: LabBench

beforeAll(async () => {
  bench = await openLabBench(KIND, { args: ['--appendonly', 'yes', '--appendfsync', 'always'], seed: SEED })
}, 60_000)
afterAll(() => bench.dispose())

let runs = 0
const sentences = new Map<string, number>()

/** After these Redis has no record of what became of an entry, or ids may mean others. */
const BLURS: readonly RandomFault['kind'][] = ['crash', 'freeze', 'cut', 'trim', 'delete', 'delete-group', 'delete-consumer', 'restart', 'delete-stream', 'link']

/** TRUST I12–I20 for one group, as laws between what the verdict says and what is true. */
function checkGroup({ check, verdict, effects }: GroupStanding, truth: GroupTruth, clear: boolean): void {
  const { added, pending, undelivered } = verdict
  // The arithmetic is the server's.
  expect(added).toMatchObject({ value: truth.added })
  if (pending.known) expect(pending.value).toBe(truth.pending.length)
  if (undelivered.known && undelivered.from !== 'estimate') expect(undelivered.value).toBe(truth.undelivered.length)
  const sum = sumLabVerdict(verdict)
  if (sum.known) expect(sum.value).toBe(truth.added)
  if (check.goneWhilePending > 0) expect(truth.gone.length).toBeGreaterThanOrEqual(check.goneWhilePending)
  if (effects === undefined) return
  // Nothing is in hand when nobody works any more.
  expect(effects.atWork).toBe(0)
  // The ledger is counted by a statement of the test's own.
  expect(effects).toMatchObject({ once: truth.once, more: truth.doubled.length })
  expect(effects.never).toBeLessThanOrEqual(truth.lost.length)
  const wrong = truth.lost.length > 0 || truth.doubled.length > 0 || truth.gone.length > 0
  // Good and bad are certain.
  if (verdict.verdict === 'good') expect([truth.lost, truth.doubled, truth.gone]).toEqual([[], [], []])
  if (verdict.verdict === 'bad') expect(wrong).toBe(true)
  // And where nothing blurs what happened, it is said.
  if (clear) expect(verdict.verdict).toBe(wrong ? 'bad' : 'good')
}

/** Which effects were said never to happen while the lab ran: what is bad then is bad at the end. */
async function lookOnTheWay(run: RandomRun, worst: Map<string, number>): Promise<void> {
  for (const [name, { effects }] of await bench.standings(run.lab)) worst.set(name, Math.max(worst.get(name) ?? 0, effects?.never ?? 0))
}

async function runLab(lab: RandomLab, faults: readonly RandomFault[], finish: boolean): Promise<void> {
  runs += 1
  const name = `random-${SEED}-${runs}`
  const key = `sluice:lab:${name}`
  const text = toLabText(lab, name)
  const judge = openLabJudge(bench.port, key)
  const run: RandomRun = { bench, judge, lab: await bench.start(text), text, key, broken: false }
  try {
    const worst = new Map<string, number>()
    for (const fault of faults) {
      await applyFault(run, fault)
      if (fault.kind === 'wait') await lookOnTheWay(run, worst)
    }
    if (finish) await letItFinish(run)
    await comeToRest(run)
    await judge.catchUp()
    const standings = await bench.standings(run.lab)
    for (const [index, { group: groupName }] of run.lab.groups.entries()) {
      const standing = standings.get(`${key}/${groupName}`)
      if (standing === undefined || standing.group.vanishedAt !== undefined) {
        if (standing !== undefined) expect(standing.verdict.verdict).toBe('unknown')
        continue
      }
      if (!await judge.isThere()) {
        expect(standing.verdict.verdict).not.toBe('good')
        continue
      }
      const rows = bench.sql('SELECT event_id AS id, COUNT(*) AS times FROM effects WHERE lab = ? AND grp = ? GROUP BY event_id', run.lab.id, groupName)
      const effects = new Map(rows.map((row) => [String(row['id']), Number(row['times'])]))
      const truth = await judge.judge({ name: groupName, types: lab.groups[index]?.types }, effects)
      expect(judge.entries().size, 'the judge has missed entries').toBe(truth.added)
      const policies = JSON.stringify(lab.groups[index]?.rest)
      const clear = lab.trim === undefined && !policies.includes('"noAck":true') && !faults.some((fault) => BLURS.includes(fault.kind)) && truth.pending.length <= 200
      const { verdict, sentence } = standing.verdict
      sentences.set(`${verdict} ${sentence.replace(/\d+/g, 'n')}`, (sentences.get(`${verdict} ${sentence.replace(/\d+/g, 'n')}`) ?? 0) + 1)
      try {
        // What was lost with a stream that was deleted nobody can count.
        if (run.broken) expect(standing.verdict.verdict).not.toBe('good')
        // What a group that was made anew is given again has its effect later.
        if (!faults.some(({ kind }) => ['delete-group', 'delete-stream', 'restart'].includes(kind))) expect(truth.lost.length).toBeGreaterThanOrEqual(worst.get(`${key}/${groupName}`) ?? 0)
        checkGroup(standing, truth, clear)
      } catch (error) {
        const shown = { verdict: standing.verdict, effects: standing.effects, tally: standing.group.tally, before: standing.group.tallyBefore, truth, policies }
        throw new Error(`${groupName}: ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(shown)}`, { cause: error })
      }
    }
  } finally {
    judge.close()
    await bench.labs.stop({ lab: run.lab.id, clean: true })
    bench.events.length = 0
  }
}

test(`TRUST I12–I20 after any faults on any lab the verdict is the server's and the ledger's arithmetic, good and bad are certain, and the rest is unknown: seed ${SEED}`, async () => {
  await fc.assert(fc.asyncProperty(randomLab, fc.array(randomFault, { minLength: 3, maxLength: 14 }), fc.boolean(), runLab), {
    numRuns: LABS, seed: SEED, interruptAfterTimeLimit: SECONDS * 1000, endOnFailure: process.env['SLUICE_LABS_SHRINK'] === undefined, ...(PATH !== undefined && { path: PATH })
  })
  if (process.env['SLUICE_LABS'] !== undefined) process.stdout.write(`${runs} labs, seed ${SEED}\n${[...sentences].sort((a, b) => b[1] - a[1]).map(([words, times]) => `${times} ${words}`).join('\n')}\n`)
}, SECONDS * 1000 + 90_000)
