import { Fragment, useMemo, useState, type ReactNode } from 'react'
import type { LetterToSend, RedrivePreview } from '@shared/contract/dead-letters'
import type { StreamRef } from '@shared/model/stream-ref'
import type { EntryId } from '@shared/redis/entry-id'
import { formatRedisCli } from '@shared/redis/command-preview'
import { formatCount } from '../../lib/format-count'
import { joinClasses } from '../../lib/join-classes'
import { Button } from '../../ui/button'
import { CommandLine } from '../../ui/command-line'
import { Dialog } from '../../ui/dialog'
import { Name } from '../../ui/name'
import { VirtualList } from '../../ui/virtual-list'
import styles from './redrive.module.css'
import { editKey, useLettersView } from './letters-store'
import { parsePayload, type PayloadText } from './payload-text'
import { useDryRun } from './use-dry-run'

/** Each with what the person made of it; an edit that is no payload is left out by whoever opens the dialog. */
function toLetters(stream: StreamRef, ids: readonly EntryId[], edits: ReadonlyMap<string, PayloadText>): LetterToSend[] {
  return ids.map((id) => {
    const edit = edits.get(editKey(stream, id))
    const parsed = edit === undefined ? undefined : parsePayload(edit)
    return parsed?.ok === true ? { id, fields: parsed.fields } : { id }
  })
}

export interface RedriveDialogProps {
  stream: StreamRef
  ids: readonly EntryId[]
  onClose: () => void
  onConfirm: (letters: readonly LetterToSend[]) => void
}

/** The dry run: the commands of each letter and what is refused, before anything is sent. */
export function RedriveDialog({ stream, ids, onClose, onConfirm }: RedriveDialogProps): ReactNode {
  const edits = useLettersView((view) => view.edits)
  const letters = useMemo(() => toLetters(stream, ids, edits), [stream, ids, edits])
  const { previews, asking, problem } = useDryRun(stream, letters)
  const [chosen, setChosen] = useState<EntryId>()
  const going = useMemo(() => new Set(previews.filter(({ kind }) => kind === 'send').map(({ id }) => id)), [previews])
  const refused = previews.length - going.size
  const shown = previews.find(({ id }) => id === chosen) ?? previews.find(({ kind }) => kind === 'send') ?? previews[0]
  const reason = asking ? `What would be sent is being asked: ${formatCount(previews.length)} of ${formatCount(letters.length)}.` : (problem ?? (going.size === 0 ? 'None of them would go.' : undefined))
  return (
    <Dialog
      open
      onClose={onClose}
      width={760}
      title={`Dry run: redrive ${formatCount(ids.length)} ${ids.length === 1 ? 'dead letter' : 'dead letters'}`}
      description="Nothing is sent yet. Each goes in a MULTI of its own, which the server carries out only if nobody redrove it meanwhile. Its id is the next of its stream: when it is sent, a later one."
      footer={<><Button onClick={onClose}>Cancel</Button><Button variant="primary" reason={reason} onClick={() => onConfirm(letters.filter(({ id }) => going.has(id)))}>{going.size === 0 ? 'Redrive' : `Redrive ${formatCount(going.size)}`}</Button></>}
    >
      <div className={styles.dialog}>
        <p role="status">{asking ? reason : problem ?? `${formatCount(going.size)} would go back${refused > 0 ? `, ${formatCount(refused)} would not` : ''}.`}</p>
        {previews.length > 1 && (
          <div className={styles.dryList}>
            <VirtualList count={previews.length} label="Letters of the dry run" rowHeight={26} renderRow={(index) => <DryRow preview={previews[index]} chosen={shown !== undefined && previews[index]?.id === shown.id} onChoose={setChosen} />} />
          </div>
        )}
        {shown !== undefined && <Shown preview={shown} />}
      </div>
    </Dialog>
  )
}

function DryRow({ preview, chosen, onChoose }: { preview: RedrivePreview | undefined; chosen: boolean; onChoose: (id: EntryId) => void }): ReactNode {
  if (preview === undefined) return undefined
  return (
    <button type="button" aria-pressed={chosen} className={joinClasses(styles.dryRow, preview.kind === 'refused' && styles.refused)} onClick={() => onChoose(preview.id)}>
      <span aria-hidden>{preview.kind === 'send' ? '→' : '✕'}</span> {preview.id} <bdi>{preview.kind === 'send' ? formatRedisCli(preview.commands[0] ?? []).slice(0, 200) : preview.why}</bdi>
    </button>
  )
}

function Shown({ preview }: { preview: RedrivePreview }): ReactNode {
  if (preview.kind === 'refused') return <p className={styles.wrong}>{preview.id}: {preview.why}</p>
  return (
    <>
      {preview.commands.map((command, index) => <CommandLine key={index} command={command} label={`Command ${index + 1} of ${preview.commands.length}`} />)}
      {preview.groups.length > 1 && <p className={styles.warning}>All {formatCount(preview.groups.length)} groups of the stream get it, not only the one that gave up: {preview.groups.slice(0, 6).map((group, index) => <Fragment key={group}>{index > 0 && ', '}<Name name={group} limit={30} /></Fragment>)}{preview.groups.length > 6 && ' …'}</p>}
    </>
  )
}
