import { ChevronDown, Waves } from 'lucide-react'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { isLabKey, LAB_PREFIX } from '@shared/model/stream-ref'
import { useCommands, type AppCommand } from '../../store/command-registry'
import { useCurrentConnection } from '../../store/current'
import { useHost } from '../../store/host'
import { setView, useView } from '../../store/view-store'
import { useWorkbench, useWorkbenchStore } from '../../store/workbench-store'
import { Button } from '../../ui/button'
import { Name } from '../../ui/name'
import { nameToText } from '../../ui/name-parts'
import { Popover } from '../../ui/popover'
import { chooseStream, isWatched, selectDefaultStream } from './choose-stream'
import { StreamList } from './stream-list'
import styles from './stream-picker.module.css'

/** Looks at the first lab stream until a person chooses, and again when the chosen one is no longer watched. */
function useDefaultStream(connection: string | undefined): void {
  const stream = useView((view) => view.stream)
  useEffect(() => {
    const check = (): void => {
      const { workbench } = useWorkbenchStore.getState()
      if (stream !== undefined && (isWatched(workbench, stream) || workbench.seq === 0)) return
      const next = selectDefaultStream(workbench, connection)
      if (next !== undefined) setView({ stream: next })
      else if (stream !== undefined) setView({ stream: undefined, selection: undefined })
    }
    check()
    return useWorkbenchStore.subscribe(check)
  }, [stream, connection])
}

function useStreamCommands(open: () => void): void {
  const host = useHost()
  // Changes only when other streams are watched, not with what happens in them.
  const ids = useWorkbench((state) => Object.keys(state.streams).join('\n'))
  const commands = useMemo((): readonly AppCommand[] => [
    { id: 'stream.choose', title: 'Choose a stream…', section: 'Streams', keys: 'g s', run: open },
    ...Object.values(useWorkbenchStore.getState().workbench.streams).map(({ ref }): AppCommand => ({
      id: `stream.look.${ref.connection}/${ref.key}`, title: `Look at ${nameToText(ref.key, 80)}`, section: 'Streams', run: () => void chooseStream(host, ref, true)
    }))
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `ids` stands for the watched streams
  ], [ids, host, open])
  useCommands(commands)
}

/** Which stream is looked at; watched ones, found ones, and any key typed in. */
export function StreamPicker(): ReactNode {
  const connection = useCurrentConnection()
  const chosen = useView((view) => view.stream)
  const [open, setOpen] = useState(false)
  const show = useMemo(() => () => setOpen(true), [])
  useDefaultStream(connection?.id)
  useStreamCommands(show)
  if (connection === undefined) return undefined
  const title = chosen === undefined ? undefined : isLabKey(chosen.key) ? chosen.key.slice(LAB_PREFIX.length) : undefined
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label="Streams"
      width={440}
      trigger={
        <Button className={styles.trigger} icon={<Waves aria-hidden />} aria-label={chosen === undefined ? 'Choose a stream' : `Stream ${nameToText(chosen.key)}`}>
          {chosen === undefined ? 'Choose a stream' : <>
            {title !== undefined && <strong><Name name={title} limit={40} /></strong>}
            <Name name={chosen.key} limit={60} className={title === undefined ? undefined : styles.key} />
          </>}
          <ChevronDown aria-hidden />
        </Button>
      }
    >
      <StreamList key={connection.id} connection={connection} current={chosen} onChosen={() => setOpen(false)} />
    </Popover>
  )
}
