import { listen } from '../listener/listen'
import { startEngine, type SandboxOptions } from '../start-engine'

/** The server on a free port of this machine, in this very process. For tests. */
export interface TestSandbox {
  port: number
  close(): Promise<void>
}

export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const engine = startEngine({ password: undefined, ...options })
  const listening = await listen(engine, { kind: 'tcp', port: 0 })
  return {
    port: listening.port,
    async close() {
      await listening.close()
      engine.dispose()
    }
  }
}
