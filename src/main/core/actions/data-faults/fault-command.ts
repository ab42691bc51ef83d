import type { DataFault } from '@shared/contract/faults'
import { assertNever } from '@shared/lib/assert-never'
import type { ByteText } from '@shared/redis/byte-text'

/** The command of a fault, name first: the one that is shown and the one that is sent. */
export function toFaultCommand(key: ByteText, fault: DataFault): string[] {
  switch (fault.kind) {
    case 'trim': return ['XTRIM', key, fault.by.toUpperCase(), fault.approximate ? '~' : '=', String(fault.threshold)]
    case 'delete-stream': return ['DEL', key]
    case 'destroy-group': return ['XGROUP', 'DESTROY', key, fault.group]
    case 'delete-consumer': return ['XGROUP', 'DELCONSUMER', key, fault.group, fault.consumer]
    default: return assertNever(fault)
  }
}

/** What a person types to confirm it where it is no lab's. */
export function nameOfFault(key: ByteText, fault: DataFault): ByteText {
  switch (fault.kind) {
    case 'trim':
    case 'delete-stream': return key
    case 'destroy-group': return fault.group
    case 'delete-consumer': return fault.consumer
    default: return assertNever(fault)
  }
}
