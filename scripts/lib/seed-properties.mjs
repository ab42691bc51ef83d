import fc from 'fast-check'

/** Before every test file: what is drawn at random is drawn from one seed, the same in each run unless the variable says another. */
function readSeed(text) {
  if (text === undefined) return 20_261_201
  if (text === 'random') return Date.now() % 1_000_000_000
  const seed = Number(text)
  if (!Number.isSafeInteger(seed)) throw new Error(`SLUICE_SEED is a whole number or "random", not "${text}".`)
  return seed
}

fc.configureGlobal({ seed: readSeed(process.env.SLUICE_SEED) })
