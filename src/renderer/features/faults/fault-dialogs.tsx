import type { ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { useWorkbench } from '../../store/workbench-store'
import { nameToText } from '../../ui/name-parts'
import { DataFaultDialog } from './data-fault-dialog'
import { useFaultDialog, type FaultDialog } from './fault-dialog-store'
import { LeftOversDialog } from './left-overs-dialog'
import { RescueDialog } from './rescue-dialog'
import { TrimDialog } from './trim-dialog'

function OneDialog({ dialog }: { dialog: FaultDialog }): ReactNode {
  const connections = useWorkbench((state) => state.connections)
  switch (dialog.kind) {
    case 'trim':
      return <TrimDialog stream={dialog.stream} />
    case 'delete-stream':
      return <DataFaultDialog stream={dialog.stream} fault={{ kind: 'delete-stream' }} confirm="Delete the stream" title={`Delete ${nameToText(dialog.stream.key)}`} description="Stream, groups and pending lists are one key: all of them go." />
    case 'destroy-group':
      return <DataFaultDialog stream={dialog.group} fault={{ kind: 'destroy-group', group: dialog.group.group }} confirm="Delete the group" title={`Delete group ${nameToText(dialog.group.group)}`} description="XGROUP DESTROY, whether its consumers still read or not." />
    case 'delete-consumer':
      return <DataFaultDialog stream={dialog.group} fault={{ kind: 'delete-consumer', group: dialog.group.group, consumer: dialog.consumer }} confirm="Delete the consumer" title={`Delete consumer ${nameToText(dialog.consumer)}`} description="XGROUP DELCONSUMER, with all that it holds. To keep it, claim it for another consumer first." />
    case 'rescue-idle':
      // The cure is a part of Pending, which shows it.
      return undefined
    case 'rescue-twice':
      return <RescueDialog group={dialog.group} />
    case 'left-overs': {
      const connection = connections[dialog.connection]
      return connection === undefined ? undefined : <LeftOversDialog connection={connection} />
    }
    default:
      return assertNever(dialog)
  }
}

/** Every dialog about faults of data. Mounted once by the app. */
export function FaultDialogs(): ReactNode {
  const dialog = useFaultDialog((store) => store.dialog)
  return dialog === undefined ? undefined : <OneDialog key={JSON.stringify(dialog)} dialog={dialog} />
}
