import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { useMemo, useRef, type ReactNode } from 'react'
import { formatKeys } from '../../lib/format-keys'
import { useCommandRegistry, type AppCommand } from '../../store/command-registry'
import { setView } from '../../store/view-store'
import { giveFocusBack } from '../../ui/give-focus-back'
import styles from './command-palette.module.css'

function groupBySection(commands: readonly AppCommand[]): [string, AppCommand[]][] {
  const sections = new Map<string, AppCommand[]>()
  for (const command of commands) {
    const section = sections.get(command.section)
    if (section === undefined) sections.set(command.section, [command])
    else section.push(command)
  }
  return [...sections]
}

function PaletteItem({ command, onChoose }: { command: AppCommand; onChoose: () => void }): ReactNode {
  const reason = command.unavailable?.()
  const run = (): void => {
    if (reason === undefined) onChoose()
  }
  return (
    // Greyed ones can still be reached, so that their reason can be read.
    <Command.Item value={command.id} keywords={[command.title, command.section]} onSelect={run} className={styles.item} data-unavailable={reason !== undefined}>
      <span className={styles.title}>{command.title}{reason !== undefined && <small>{reason}</small>}</span>
      {command.keys !== undefined && <kbd>{formatKeys(command.keys)}</kbd>}
    </Command.Item>
  )
}

/** Every command there is, by its words. */
export function CommandPalette(): ReactNode {
  const commands = useCommandRegistry((registry) => registry.commands)
  const sections = useMemo(() => groupBySection(commands), [commands])
  const chosen = useRef<AppCommand>(undefined)
  const choose = (command: AppCommand): void => {
    chosen.current = command
    setView({ dialog: undefined })
  }
  /** Only now: until it is closed it keeps the focus, which the command may want to put elsewhere. */
  const runChosen = (event: Event): void => {
    giveFocusBack(event)
    chosen.current?.run()
  }
  return (
    <Radix.Root open onOpenChange={(open) => { if (!open) setView({ dialog: undefined }) }}>
      <Radix.Portal>
        <Radix.Overlay className={styles.veil} />
        <Radix.Content className={styles.palette} onCloseAutoFocus={runChosen} aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">Commands</Radix.Title>
          <Command label="Commands" filter={(_value, search, keywords) => matchWords(search, keywords ?? [])} loop>
            <Command.Input placeholder="Search or run a command" className={styles.input} />
            <Command.List className={styles.list}>
              <Command.Empty className={styles.empty}>No command has these words.</Command.Empty>
              {sections.map(([section, items]) => (
                <Command.Group key={section} heading={section} className={styles.group}>
                  {items.map((command) => <PaletteItem key={command.id} command={command} onChoose={() => choose(command)} />)}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** All words must occur; those that start the title come first. */
export function matchWords(search: string, keywords: readonly string[]): number {
  const text = keywords.join(' ').toLowerCase()
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (!words.every((word) => text.includes(word))) return 0
  return text.startsWith(words[0] ?? '') ? 1 : 0.5
}
