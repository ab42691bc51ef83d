import { useState, type ReactNode } from 'react'
import { scanJson } from '@shared/lib/json-text'
import type { Subscription } from '@shared/model/select-subscriptions'
import { JsonTokens } from '../../ui/json-tokens'
import { Popover } from '../../ui/popover'
import { SafeText } from '../../ui/safe-text'
import { describeConfig } from './describe-config'
import styles from './labs-view.module.css'

const CHARACTERS_SHOWN = 8000

function Json({ value }: { value: unknown }): ReactNode {
  const text = JSON.stringify(value, undefined, 2)
  const scan = scanJson(text)
  return <pre className={styles.json}>{scan.ok ? <JsonTokens text={text} tokens={scan.tokens} limit={CHARACTERS_SHOWN} /> : <SafeText text={text} />}</pre>
}

/** How a handler is run now: in a line, and on a click all of it. */
export function ConfigCell({ handler, configs }: Pick<Subscription, 'handler' | 'configs'>): ReactNode {
  const [open, setOpen] = useState(false)
  const [first] = configs
  if (first === undefined) return <span className={styles.dim}>no consumer of Sluice</span>
  const words = describeConfig(first.config)
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      width={440}
      label={`Configuration of ${handler}`}
      trigger={<button type="button" aria-label={`Configuration of ${handler}: ${words}`}>{configs.length > 1 && <b>differs by consumer · </b>}{words}</button>}
    >
      {configs.map(({ consumers, config }) => (
        <section key={consumers.join('\n')}>
          <h3><SafeText text={consumers.join(', ')} /></h3>
          <Json value={config} />
        </section>
      ))}
    </Popover>
  )
}
