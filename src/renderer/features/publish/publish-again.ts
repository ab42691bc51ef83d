import type { StreamRef } from '@shared/model/stream-ref'
import type { Entry } from '@shared/redis/entry'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'
import { setView } from '../../store/view-store'
import type { Client } from '../../transport/client'

/** Opens Publish with the fields of an entry, byte for byte. What is shown of it may be cut, so then the whole is read first. */
export async function publishAgain(host: Client, stream: StreamRef, entry: Entry): Promise<void> {
  let whole: Entry | undefined = entry
  if (entry.cut) {
    try {
      whole = (await host.streams.entry({ ...stream, id: entry.id })).entry
    } catch (error) {
      const fault = toFault(error)
      notify({ level: 'error', text: fault.message, next: fault.next })
      return
    }
  }
  if (whole === undefined) notify({ level: 'warning', text: `${entry.id} is gone.`, next: 'It was trimmed or deleted after it was shown. Choose another entry.' })
  else if (whole.cut) notify({ level: 'warning', text: `${entry.id} is over 8 MB.`, next: 'Copy it on the server instead: a client can XRANGE and XADD it without a screen in between.' })
  else setView({ view: 'publish', draft: { fields: whole.fields.map(({ name, value }) => ({ name, value })), from: whole.id } })
}
