import type { Clock } from '@shared/lib/clock'
import type { Command, SocketTarget } from './dispatcher'
import type { Answer, RedisSession } from './redis-session'
import { ServerError } from './reply'
import { classifyServerError, refused, SetupError } from './socket-failure'

/** What was learnt while a socket was made ready. */
export interface SessionFacts {
  /** CLIENT ID, decimal digits; undefined on a server or for a user without it. */
  clientId: string | undefined
  /** CLIENT NO-TOUCH holds: reads leave the keys' access times alone (7.2). */
  noTouch: boolean
  /** Whether this user may use MULTI and EXEC, else the server's refusal. */
  transactions: true | ServerError
}

export interface SetUpOptions {
  target: SocketTarget
  name: string
  observer: boolean
  clock: Clock
  /** The server is up and cannot answer yet: LOADING, BUSY or MASTERDOWN, in its own words. */
  onWait: (message: string) => void
}

const SETUP_TIMEOUT = 5000
const ASK_AGAIN_AFTER = 500

/** Passes, or throws the SetupError that ends the socket. */
function check(answer: Answer | undefined, otherwise?: (error: ServerError) => SetupError | undefined): void {
  if (!(answer instanceof ServerError)) return
  const failure = classifyServerError(answer)
  const error = failure === undefined ? otherwise?.(answer) : new SetupError(failure)
  if (error !== undefined) throw error
}

function authenticate({ username, password }: SocketTarget): Command | undefined {
  if (password === undefined && username === undefined) return undefined
  // The short form also works on Redis 5, which knows no users.
  return username === undefined ? ['AUTH', password ?? ''] : ['AUTH', username, password ?? '']
}

/** The server's words on AUTH, without what was sent: some servers repeat the arguments of a command they do not know. */
function checkAuth(answer: Answer | undefined, password: string): void {
  check(answer, (error) => {
    if (/no password is set|without any password configured/.test(error.message)) return undefined
    const message = password === '' ? error.message : error.message.split(password).join('[redacted]')
    return new SetupError(refused(error.prefix === 'NOPERM' ? 'no-permission' : 'wrong-password', message))
  })
}

async function waitUntilAnswering(session: RedisSession, first: Answer | undefined, { clock, onWait }: SetUpOptions): Promise<void> {
  let answer = first
  while (answer instanceof ServerError && ['LOADING', 'BUSY', 'MASTERDOWN'].includes(answer.prefix)) {
    onWait(answer.message)
    await clock.sleep(ASK_AGAIN_AFTER)
    ;[answer] = await session.pipeline([['PING']], SETUP_TIMEOUT)
  }
  // NOPERM for PING is an answer too: it is Redis, and this user may do other things.
  check(answer)
}

/**
 * Makes a fresh socket ready: AUTH, SELECT, a name for CLIENT LIST, and what this user may do. What a server or user
 * lacks is lived without; only a refusal to work at all throws SetupError. The first command goes alone: a server that
 * wants nobody answers it with the reason and closes. TLS has been verified by now (TRUST C6).
 */
export async function setUpSession(session: RedisSession, options: SetUpOptions): Promise<SessionFacts> {
  const { target } = options
  const auth = authenticate(target)
  const [first] = await session.pipeline([auth ?? ['PING']], SETUP_TIMEOUT)
  if (auth !== undefined) checkAuth(first, target.password ?? '')
  // Before anything else is asked: what a busy server answers to the rest says nothing about this user.
  await waitUntilAnswering(session, auth === undefined ? first : (await session.pipeline([['PING']], SETUP_TIMEOUT))[0], options)
  if (target.db !== 0) {
    const [selected] = await session.pipeline([['SELECT', String(target.db)]], SETUP_TIMEOUT)
    check(selected, (error) => new SetupError(refused(error.prefix === 'NOPERM' ? 'no-permission' : 'wrong-db', error.message)))
  }
  const [clientId, noTouch, , , multi, exec] = await session.pipeline(
    [
      ['CLIENT', 'ID'],
      options.observer ? ['CLIENT', 'NO-TOUCH', 'ON'] : ['PING'],
      ['CLIENT', 'SETNAME', options.name],
      ['CLIENT', 'SETINFO', 'LIB-NAME', 'sluice'],
      ['MULTI'],
      ['EXEC']
    ],
    SETUP_TIMEOUT
  )
  if (exec instanceof ServerError && !(multi instanceof ServerError)) {
    // Every further command would only be queued.
    const [discarded] = await session.pipeline([['DISCARD']], SETUP_TIMEOUT)
    if (discarded instanceof ServerError) throw new SetupError(refused('no-permission', 'This user may use MULTI, but neither EXEC nor DISCARD.'))
  }
  const refusal = [multi, exec].find((answer) => answer instanceof ServerError)
  return {
    clientId: typeof clientId === 'string' ? clientId : undefined,
    noTouch: options.observer && noTouch !== undefined && !(noTouch instanceof ServerError),
    transactions: refusal instanceof ServerError ? refusal : true
  }
}
