import { Check, ChevronRight } from 'lucide-react'
import { ContextMenu as RadixContext, DropdownMenu as RadixMenu } from 'radix-ui'
import type { PointerEvent, ReactNode } from 'react'
import { assertNever } from '@shared/lib/assert-never'
import { joinClasses } from '../lib/join-classes'
import styles from './menu.module.css'
import { useRestingPointer } from './use-resting-pointer'

export type MenuItem =
  | {
      kind: 'item'
      label: ReactNode
      onSelect: () => void
      icon?: ReactNode
      /** Why it would do nothing now: greyed, with the reason under it. */
      reason?: string | undefined
      danger?: boolean
      keys?: string
      /** Set on items of which one is chosen. */
      chosen?: boolean
    }
  /** Opens to more items, so that a long choice does not make the menu long. */
  | { kind: 'sub'; label: string; icon?: ReactNode; items: readonly MenuItem[] }
  | { kind: 'label'; text: string }
  | { kind: 'separator' }

export interface MenuProps {
  /** A single button; it becomes the trigger. */
  trigger: ReactNode
  items: readonly MenuItem[]
  align?: 'start' | 'center' | 'end'
}

// Both Radix menus have the same parts under different names; items are drawn once for both.
interface Parts {
  Item: typeof RadixMenu.Item | typeof RadixContext.Item
  Label: typeof RadixMenu.Label | typeof RadixContext.Label
  Separator: typeof RadixMenu.Separator | typeof RadixContext.Separator
  Sub: typeof RadixMenu.Sub | typeof RadixContext.Sub
  SubTrigger: typeof RadixMenu.SubTrigger | typeof RadixContext.SubTrigger
  SubContent: typeof RadixMenu.SubContent | typeof RadixContext.SubContent
  Portal: typeof RadixMenu.Portal | typeof RadixContext.Portal
}

/** Keeps an item from being entered or left when only the page moved. */
type OnPointer = (event: PointerEvent) => void

function drawItem(item: MenuItem, key: number, parts: Parts, onPointer: OnPointer): ReactNode {
  const { Item, Label, Separator, Sub, SubTrigger, SubContent, Portal } = parts
  switch (item.kind) {
    case 'sub':
      return (
        <Sub key={key}>
          <SubTrigger className={styles.item} onPointerMove={onPointer} onPointerLeave={onPointer}>
            <span className={styles.icon}>{item.icon}</span>
            <span className={styles.text}>{item.label}</span>
            <ChevronRight className={styles.opens} aria-hidden />
          </SubTrigger>
          <Portal>
            <SubContent className={styles.menu} collisionPadding={8} sideOffset={2}>{item.items.map((each, index) => drawItem(each, index, parts, onPointer))}</SubContent>
          </Portal>
        </Sub>
      )
    case 'label':
      return <Label key={key} className={styles.label}>{item.text}</Label>
    case 'separator':
      return <Separator key={key} className={styles.separator} />
    case 'item': {
      const select = (event: Event): void => {
        // Greyed items stay focusable, so that their reason can be read; choosing one keeps the menu open.
        if (item.reason === undefined) item.onSelect()
        else event.preventDefault()
      }
      return (
        <Item
          key={key}
          className={joinClasses(styles.item, item.danger === true && styles.danger)}
          aria-disabled={item.reason === undefined ? undefined : true}
          {...(item.chosen !== undefined && { role: 'menuitemradio', 'aria-checked': item.chosen })}
          onSelect={select}
          onPointerMove={onPointer}
          onPointerLeave={onPointer}
        >
          <span className={styles.icon}>{item.chosen === true ? <Check aria-hidden /> : item.icon}</span>
          <span className={styles.text}>{item.label}{item.reason !== undefined && <small>{item.reason}</small>}</span>
          {item.keys !== undefined && <kbd>{item.keys}</kbd>}
        </Item>
      )
    }
    default:
      return assertNever(item)
  }
}

function Items({ items, parts }: { items: readonly MenuItem[]; parts: Parts }): ReactNode {
  const onPointer = useRestingPointer()
  return items.map((item, index) => drawItem(item, index, parts, onPointer))
}

/** A button that opens a list of actions. */
export function Menu({ trigger, items, align = 'start' }: MenuProps): ReactNode {
  return (
    <RadixMenu.Root modal={false}>
      <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content className={styles.menu} align={align} sideOffset={4} collisionPadding={8}>
          <Items items={items} parts={RadixMenu} />
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  )
}

/** Adds a context menu to one element. Every action in it must also be reachable without it. */
export function ContextMenu({ items, children }: { items: readonly MenuItem[]; children: ReactNode }): ReactNode {
  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className={styles.menu} collisionPadding={8}>
          <Items items={items} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  )
}
