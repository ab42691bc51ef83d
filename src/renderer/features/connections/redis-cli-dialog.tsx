import type { ReactNode } from 'react'
import type { ConnectionState } from '@shared/model/connection-state'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { callConnection } from './connection-words'
import { closeConnectionDialog } from './dialog-store'

/** The command line that opens a sandbox with redis-cli. The password is asked for there, so that it stands in no history. */
export function toRedisCliLine(address: string): string[] {
  const [, host = '', port = ''] = /^redis:\/\/(.+):(\d+)$/.exec(address) ?? []
  return ['redis-cli', '-h', host, '-p', port, '--askpass']
}

/** How a sandbox is reached from outside. Its password is copied and never shown. */
export function RedisCliDialog({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { id, address } = connection
  const copyPassword = (): void => {
    void attempt(async () => {
      const { password } = await host.connections.sandboxPassword({ connection: id })
      await navigator.clipboard.writeText(password).then(
        () => notify({ level: 'success', text: 'The password is in the clipboard.' }),
        () => notify({ level: 'error', text: 'The clipboard did not take it.', next: 'Allow this page to use the clipboard, then try again.' })
      )
    })
  }
  return (
    <Dialog
      open
      onClose={closeConnectionDialog}
      title={`Open ${callConnection(connection)} with redis-cli`}
      description="Any client of Redis can talk to it while Sluice runs. redis-cli asks for the password: paste it there. It is not shown here, and it changes with each sandbox."
      footer={<><Button onClick={closeConnectionDialog}>Close</Button><Button variant="primary" onClick={copyPassword}>Copy the password</Button></>}
    >
      <CommandLine command={toRedisCliLine(address)} label="In a terminal" what="the line" />
    </Dialog>
  )
}
