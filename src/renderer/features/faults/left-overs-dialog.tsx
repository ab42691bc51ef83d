import { useEffect, useState, type ReactNode } from 'react'
import type { LeftOverKey } from '@shared/contract/faults'
import type { ConnectionState } from '@shared/model/connection-state'
import type { ByteText } from '@shared/redis/byte-text'
import { formatCount } from '../../lib/format-count'
import { attempt } from '../../store/attempt'
import { useHost } from '../../store/host'
import { notify } from '../../store/notify'
import { toFault } from '../../store/to-fault'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import type { Client } from '../../transport/client'
import { closeFaultDialog } from './fault-dialog-store'
import styles from './faults.module.css'

type List = { kind: 'asking' } | { kind: 'failed'; message: string; next: string } | ({ kind: 'ready' } & Awaited<ReturnType<Client['faults']['leftOvers']>>)

async function readList(host: Client, connection: ConnectionState['id']): Promise<List> {
  try {
    return { kind: 'ready', ...(await host.faults.leftOvers({ connection })) }
  } catch (error) {
    return { kind: 'failed', ...toFault(error) }
  }
}

/** Keys that labs left, each with what it is; those chosen are deleted one by one. */
export function LeftOversDialog({ connection }: { connection: ConnectionState }): ReactNode {
  const host = useHost()
  const { id, label } = connection
  const [list, setList] = useState<List>({ kind: 'asking' })
  const [left, setLeft] = useState<ReadonlySet<ByteText>>(new Set())
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    let current = true
    const show = async (): Promise<void> => {
      const next = await readList(host, id)
      if (current) setList(next)
    }
    void show()
    return () => { current = false }
  }, [host, id])

  const keys = list.kind === 'ready' ? list.keys : []
  const chosen = keys.filter(({ key, usedBy }) => usedBy === undefined && !left.has(key)).map(({ key }) => key)
  const reason = list.kind === 'ready' ? (list.otherSluice ?? (busy ? 'They are being deleted.' : chosen.length === 0 ? 'None is chosen.' : undefined)) : 'The list is not there yet.'
  const toggle = (key: ByteText): void => setLeft((before) => {
    const after = new Set(before)
    if (!after.delete(key)) after.add(key)
    return after
  })
  const clean = async (): Promise<void> => {
    if (reason !== undefined) return
    setBusy(true)
    const well = await attempt(async () => {
      const done = await host.faults.cleanLeftOvers({ connection: id, keys: chosen })
      const not = done.filter(({ outcome }) => outcome.kind !== 'ok')
      const [first] = not
      if (first === undefined || first.outcome.kind === 'ok') notify({ level: 'success', text: `${formatCount(done.length)} ${done.length === 1 ? 'key was' : 'keys were'} deleted.` })
      else notify({ level: first.outcome.kind === 'unknown' ? 'warning' : 'error', text: `${formatCount(not.length)} of ${formatCount(done.length)} keys: ${first.outcome.message}`, next: first.outcome.next })
    })
    setBusy(false)
    if (well && chosen.length === keys.length) closeFaultDialog()
    else setList(await readList(host, id))
  }
  return (
    <Dialog
      open
      onClose={closeFaultDialog}
      width={600}
      title={`Keys of labs that were left on ${label}`}
      description="They are under sluice:lab:, and no lab of this Sluice uses them. Deleting cannot be undone."
      footer={<>
        <Button onClick={closeFaultDialog}>Cancel</Button>
        <Button onClick={() => { closeFaultDialog(); void attempt(() => host.faults.keepLeftOvers({ connection: id })) }}>Keep all</Button>
        <Button variant="danger" reason={reason} showReason={list.kind === 'ready' && list.otherSluice !== undefined} onClick={() => void clean()}>Clean {formatCount(chosen.length)}</Button>
      </>}
    >
      {list.kind === 'asking' && <p className={styles.quiet}>Asking the server…</p>}
      {list.kind === 'failed' && <Banner level="error" title={list.message}>{list.next}</Banner>}
      {list.kind === 'ready' && list.unsure !== undefined && <Banner level="warning" title={list.unsure} />}
      {list.kind === 'ready' && <Keys keys={keys} left={left} onToggle={toggle} />}
      {list.kind === 'ready' && !list.complete && <p className={styles.quiet}>The server has more keys than were looked at: there may be others.</p>}
    </Dialog>
  )
}

function Keys({ keys, left, onToggle }: { keys: readonly LeftOverKey[]; left: ReadonlySet<ByteText>; onToggle: (key: ByteText) => void }): ReactNode {
  if (keys.length === 0) return <p className={styles.quiet}>None is left.</p>
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Keys that were left">
        <thead><tr><th scope="col"><span className="visually-hidden">Delete</span></th><th scope="col">Key</th><th scope="col">Type</th><th scope="col" className={styles.number}>Entries</th></tr></thead>
        <tbody>
          {keys.map(({ key, type, length, usedBy }) => (
            <tr key={`=${key}`}>
              <td><input type="checkbox" aria-label={`Delete ${nameToText(key)}`} checked={usedBy === undefined && !left.has(key)} disabled={usedBy !== undefined} onChange={() => onToggle(key)} /></td>
              <td><Name name={key} mono limit={60} />{usedBy !== undefined && <><br /><small className={styles.quiet}>{usedBy}</small></>}</td>
              <td>{type}</td>
              <td className={styles.number}>{length === undefined ? '–' : formatCount(length)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
