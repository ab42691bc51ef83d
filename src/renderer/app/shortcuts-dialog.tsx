import type { ReactNode } from 'react'
import { formatKeys } from '../lib/format-keys'
import { useCommandRegistry } from '../store/command-registry'
import { setView } from '../store/view-store'
import { Dialog } from '../ui/dialog'
import { Property, PropertyList } from '../ui/property-list'

/** Every command that has keys, as far as it is offered now. */
export function ShortcutsDialog(): ReactNode {
  const commands = useCommandRegistry((registry) => registry.commands)
  return (
    <Dialog open onClose={() => setView({ dialog: undefined })} title="Keyboard shortcuts" description="Keys of two letters are pressed one after the other. Every other command is in the palette.">
      <PropertyList>
        {commands.flatMap((command) => (command.keys === undefined ? [] : [<Property key={command.id} name={command.title}><kbd>{formatKeys(command.keys)}</kbd></Property>]))}
      </PropertyList>
    </Dialog>
  )
}
