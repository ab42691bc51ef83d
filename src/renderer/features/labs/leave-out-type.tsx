import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/button'
import { Popover } from '../../ui/popover'
import { SafeText } from '../../ui/safe-text'
import { TextField } from '../../ui/text-field'
import styles from './labs-view.module.css'

interface LeaveOutTypeProps {
  handler: string
  /** Types that others of the lab name. */
  types: readonly string[]
  reason: string | undefined
  onLeaveOut: (type: string) => void
}

/** A handler of every type is told to leave one out: that type gets a row of its own, which is off. */
export function LeaveOutType({ handler, types, reason, onLeaveOut }: LeaveOutTypeProps): ReactNode {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const leaveOut = (type: string): void => {
    setOpen(false)
    setText('')
    onLeaveOut(type)
  }
  return (
    <Popover open={open} onOpenChange={setOpen} width={300} label={`Leave out a type of ${handler}`} trigger={<Button size="small" reason={reason}>Leave out…</Button>}>
      {types.length > 0 && <div className={styles.types}>{types.map((type) => <Button key={type} size="small" onClick={() => leaveOut(type)}><SafeText text={type} /></Button>)}</div>}
      <form
        className={styles.leave}
        onSubmit={(event) => {
          event.preventDefault()
          if (text !== '') leaveOut(text)
        }}
      >
        <TextField label={types.length > 0 ? 'Or another type' : 'Type'} mono maxLength={256} value={text} onChange={setText} />
        <Button type="submit" size="small" reason={text === '' ? 'Say which type.' : undefined}>Leave out</Button>
      </form>
    </Popover>
  )
}
