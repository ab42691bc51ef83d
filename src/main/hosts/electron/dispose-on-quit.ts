import { app } from 'electron'
import { writeLine } from '../shared/write-line'

const QUIT_MS = 10_000

/** Lets what was started end in order before the program does: at most 10 s, and at once when the person quits again (TRUST F33). */
export function disposeOnQuit(starting: Promise<{ dispose(): Promise<void> }>): void {
  let quitting = false

  async function endInOrder(): Promise<void> {
    const workbench = await starting
    await workbench.dispose()
  }

  app.on('before-quit', (event) => {
    event.preventDefault()
    if (quitting) {
      writeLine('Ended at once. Entries that workers held stay pending.')
      app.exit(0)
      return
    }
    quitting = true
    setTimeout(() => {
      writeLine('Some parts did not end in time. Entries that workers held stay pending.')
      app.exit(0)
    }, QUIT_MS)
    endInOrder().then(() => app.exit(0), (error: unknown) => {
      writeLine(`Ending failed: ${error instanceof Error ? error.message : 'unknown error'}`)
      app.exit(1)
    })
  })
}
