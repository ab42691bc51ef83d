import { previewRedrives } from '../actions/dead-letters/preview-redrives'
import { redriveLetter } from '../actions/dead-letters/redrive-letter'
import { undoRedrive } from '../actions/dead-letters/undo-redrive'
import type { Implementer } from './router-context'
import type { Services } from './services'

export function createDeadLettersRouter(os: Implementer, { connections, queries, log }: Services) {
  const procedures = os.deadLetters
  return {
    page: procedures.page.handler(({ input }) => queries.deadLetters(input)),
    preview: procedures.preview.handler(({ input: { letters, ...stream } }) => previewRedrives(connections.get(stream.connection), stream, letters)),
    redrive: procedures.redrive.handler(({ input: { letter, ...stream } }) => redriveLetter(connections.get(stream.connection), log, stream, letter)),
    undo: procedures.undo.handler(({ input }) => undoRedrive(connections.get(input.connection), input)),
    log: procedures.log.handler(({ input }) => queries.redrives(input))
  }
}
