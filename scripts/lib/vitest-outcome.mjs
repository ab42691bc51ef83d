import { writeOutcome } from './outcome.mjs'

/** A vitest reporter: see `outcome.mjs`. */
export default class VitestOutcome {
  onTestRunEnd(modules) {
    const outcome = { passed: 0, failed: [], flaky: [] }
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        const name = `${module.relativeModuleId} › ${test.fullName}`
        if (state === 'failed') outcome.failed.push(name)
        if (state !== 'passed') continue
        outcome.passed += 1
        if (test.diagnostic()?.flaky) outcome.flaky.push(name)
      }
      // A file that cannot be loaded, or whose beforeAll throws, fails without a test of its own.
      const suites = [module, ...module.children.allSuites()]
      if (suites.some((suite) => suite.errors().length > 0)) outcome.failed.push(`${module.relativeModuleId}, as a whole`)
    }
    writeOutcome(outcome)
  }
}
