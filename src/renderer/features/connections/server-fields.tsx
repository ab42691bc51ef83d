import type { ReactNode } from 'react'
import { NumberField } from '../../ui/number-field'
import { Segmented } from '../../ui/segmented'
import { Switch } from '../../ui/switch'
import { TextArea, TextField } from '../../ui/text-field'
import styles from './connections.module.css'
import { isTls, type ServerForm } from './server-form'

interface ServerFieldsProps {
  form: ServerForm
  onChange: (change: Partial<ServerForm>) => void
  addressError: string | undefined
}

function AddressParts({ form, onChange }: Omit<ServerFieldsProps, 'addressError'>): ReactNode {
  const database = <NumberField label="Database" value={form.db} min={0} max={1_000_000} onChange={(db) => { if (db !== undefined) onChange({ db }) }} />
  return (
    <>
      <div className={styles.wide}>
        <Segmented label="Over" value={form.scheme} onChange={(scheme) => onChange({ scheme })} options={[{ value: 'redis', label: 'TCP' }, { value: 'rediss', label: 'TCP with TLS' }, { value: 'unix', label: 'Unix socket' }]} />
      </div>
      {form.scheme === 'unix'
        ? <TextField label="Path of the socket" mono value={form.path} onChange={(path) => onChange({ path })} placeholder="/var/run/redis.sock" />
        : <>
            <TextField label="Host" mono value={form.host} onChange={(host) => onChange({ host })} />
            <NumberField label="Port" value={form.port} min={1} max={65_535} onChange={(port) => { if (port !== undefined) onChange({ port }) }} />
          </>}
      {database}
    </>
  )
}

function TlsFields({ form, onChange }: Omit<ServerFieldsProps, 'addressError'>): ReactNode {
  return (
    <>
      <div className={styles.wide}>
        <Switch label="Check the server's certificate" hint={form.verifyTls ? 'Recommended.' : 'Anyone between here and the server could read and change everything.'} checked={form.verifyTls} onChange={(verifyTls) => onChange({ verifyTls })} />
      </div>
      <TextField label="Server name (optional)" mono value={form.serverName} onChange={(serverName) => onChange({ serverName })} hint="When it differs from the host." />
      <TextArea label="Own certificate authority (optional)" mono value={form.ca} onChange={(ca) => onChange({ ca })} placeholder="-----BEGIN CERTIFICATE-----" rows={2} />
    </>
  )
}

/** The fields of the connect dialog, in its two-column grid. */
export function ServerFields({ form, onChange, addressError }: ServerFieldsProps): ReactNode {
  return (
    <>
      <div className={styles.wide}>
        <Segmented label="Address as" labelHidden value={form.by} onChange={(by) => onChange({ by })} options={[{ value: 'url', label: 'URL' }, { value: 'parts', label: 'Form' }]} />
      </div>
      {form.by === 'url'
        ? <div className={styles.wide}><TextField label="URL" mono value={form.url} onChange={(url) => onChange({ url })} error={addressError} hint="redis://, rediss:// or unix://, with user and database if you like." /></div>
        : <AddressParts form={form} onChange={onChange} />}
      <TextField label="User (optional)" value={form.username} onChange={(username) => onChange({ username })} />
      <TextField label="Password (optional)" type="password" value={form.password} onChange={(password) => onChange({ password })} hint="Kept in memory by the host, never saved." />
      {isTls(form) && <TlsFields form={form} onChange={onChange} />}
      <TextField label="Name" value={form.label} maxLength={80} onChange={(label) => onChange({ label })} hint="What you will type to arm writes." />
      <Switch label="Remember this server" hint="Without its password." checked={form.remember} onChange={(remember) => onChange({ remember })} />
    </>
  )
}
