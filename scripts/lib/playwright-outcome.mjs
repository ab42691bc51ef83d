import { writeOutcome } from './outcome.mjs'

/** A Playwright reporter: see `outcome.mjs`. */
export default class PlaywrightOutcome {
  onBegin(_config, suite) {
    this.suite = suite
  }

  onEnd() {
    const outcome = { passed: 0, failed: [], flaky: [] }
    for (const test of this.suite.allTests()) {
      const name = test.titlePath().filter((part) => part !== '').join(' › ')
      const kind = test.outcome()
      if (kind === 'unexpected') outcome.failed.push(name)
      if (kind === 'flaky') outcome.flaky.push(name)
      if (kind === 'flaky' || kind === 'expected') outcome.passed += 1
    }
    writeOutcome(outcome)
  }

  printsToStdio() {
    return false
  }
}
