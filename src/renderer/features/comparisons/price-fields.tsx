import type { ReactNode } from 'react'
import { formatCount } from '../../lib/format-count'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { NumberField } from '../../ui/number-field'
import { TextField } from '../../ui/text-field'
import styles from './comparisons.module.css'

/** Money: two decimals, and three digits that say something while it is little. */
export function formatCost(amount: number, currency: string): string {
  const digits = amount === 0 || amount >= 1 ? 2 : Math.min(8, 2 - Math.floor(Math.log10(amount)))
  const [whole = '0', rest = ''] = amount.toFixed(digits).split('.')
  return `${currency}${currency.length > 1 ? ' ' : ''}${formatCount(Number(whole))}.${rest}`
}

/** What a hosted server asks for commands: it is the person's to say, and is kept in the settings. */
export function PriceFields(): ReactNode {
  const host = useHost()
  const price = useSettings((store) => store.settings.commandPrice)
  return (
    <div className={styles.fields}>
      <NumberField label="Price of 100,000 commands" integer={false} min={0} max={1_000_000} value={price.per100k} onChange={(per100k) => { if (per100k !== undefined) void changeSettings(host, { commandPrice: { ...price, per100k } }) }} hint="As your provider has it." />
      <TextField label="Currency" value={price.currency} maxLength={8} onChange={(currency) => void changeSettings(host, { commandPrice: { ...price, currency } })} />
    </div>
  )
}
