import { FlaskConical, X } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { OpenConnection } from '@shared/contract/connections'
import { useHost } from '../../store/host'
import { changeSettings, useSettings } from '../../store/settings-store'
import { setView } from '../../store/view-store'
import { Banner } from '../../ui/banner'
import { Button } from '../../ui/button'
import { Dialog } from '../../ui/dialog'
import { IconButton } from '../../ui/icon-button'
import styles from './connections.module.css'
import { ENVIRONMENTS, ENVIRONMENT_WORDS } from './connection-words'
import { openSandbox } from './open-sandbox'
import { useSandboxOffers } from './sandbox-offers'
import { Segmented } from '../../ui/segmented'
import { defaultEnvironment, EMPTY_FORM, fromProfile, readAddress, toOpenConnection, toProfile, type Profile, type ServerForm } from './server-form'
import { ServerFields } from './server-fields'
import { useConnectTrial } from './use-connect-trial'

const sameProfile = (a: Profile, b: Profile): boolean => a.label === b.label && a.url === b.url && a.username === b.username

function Profiles({ onChoose }: { onChoose: (profile: Profile) => void }): ReactNode {
  const host = useHost()
  const profiles = useSettings((store) => store.settings.profiles)
  if (profiles.length === 0) return undefined
  return (
    <div className={styles.profiles} role="group" aria-label="Saved servers">
      {profiles.map((profile) => (
        <span key={`${profile.label} ${profile.url}`} className={styles.profile}>
          <Button size="small" hint={profile.url} onClick={() => onChoose(profile)}>{profile.label}</Button>
          <IconButton size="small" label={`Forget ${profile.label}`} icon={<X />} onClick={() => void changeSettings(host, { profiles: profiles.filter((other) => !sameProfile(other, profile)) })} />
        </span>
      ))}
    </div>
  )
}

/** The servers that need no address. */
function Sandboxes(): ReactNode {
  const host = useHost()
  const offers = useSandboxOffers()
  return (
    <div className={styles.sandboxes} role="group" aria-label="Sandboxes">
      <span>No server at hand? Open a sandbox:</span>
      {offers.map(({ kind, title, short, about, reason }) => <Button key={kind} size="small" icon={<FlaskConical aria-hidden />} aria-label={title} hint={about} reason={reason} onClick={() => openSandbox(host, kind)}>{short}</Button>)}
    </div>
  )
}

/** Connects to a server, and says in words why one does not answer. Closes itself when it is ready. */
export function ConnectDialog(): ReactNode {
  const host = useHost()
  const [form, setForm] = useState<ServerForm>(EMPTY_FORM)
  const [sent, setSent] = useState<OpenConnection>()
  const close = (): void => setView({ dialog: undefined })
  const { trial, start, abandon } = useConnectTrial((connection) => {
    if (form.remember && sent?.environment !== undefined) {
      const saved = toProfile(sent, sent.environment)
      const others = useSettings.getState().settings.profiles.filter((profile) => !sameProfile(profile, saved))
      void changeSettings(host, { profiles: [saved, ...others].slice(0, 100) })
    }
    setView({ dialog: undefined, connection, stream: undefined, selection: undefined })
  })

  const address = readAddress(form)
  const environment = form.environment ?? defaultEnvironment(form)
  const missing = address.kind === 'wrong' ? address.message : environment === undefined ? 'Choose what this server is for.' : undefined
  const submit = (): void => {
    if (missing !== undefined || environment === undefined || trial.kind === 'trying') return
    const request = toOpenConnection(form, environment)
    setSent(request)
    void start(request)
  }
  const leave = (): void => {
    abandon()
    close()
  }
  return (
    <Dialog
      open
      onClose={leave}
      width={620}
      title="Connect to a server"
      description="Sluice starts by observing: it writes nothing until you arm it."
      footer={<>
        <Button onClick={leave}>Cancel</Button>
        {trial.kind === 'failed' && trial.reason === undefined && sent !== undefined && <Button onClick={close}>Keep trying in the background</Button>}
        <Button variant="primary" onClick={submit} reason={trial.kind === 'trying' ? 'Waiting for the server.' : missing} showReason>{trial.kind === 'trying' ? 'Connecting…' : 'Connect'}</Button>
      </>}
    >
      <Sandboxes />
      <Profiles onChoose={(profile) => setForm(fromProfile(profile))} />
      {trial.kind === 'failed' && <Banner level="error" title={trial.title}>{trial.text}</Banner>}
      <form onSubmit={(event) => { event.preventDefault(); submit() }} className={styles.grid}>
        <ServerFields form={form} onChange={(change) => setForm({ ...form, ...change })} addressError={form.by === 'url' && form.url !== '' && address.kind === 'wrong' ? address.message : undefined} />
        <div className={styles.wide}>
          <Segmented
            label="What is this server for?"
            value={environment}
            onChange={(next) => setForm({ ...form, environment: next })}
            options={ENVIRONMENTS.map((value) => ({ value, label: value, hint: ENVIRONMENT_WORDS[value] }))}
            hint={environment === undefined ? undefined : `${environment}: ${ENVIRONMENT_WORDS[environment]}${form.environment === undefined ? ' (taken from the address until you choose)' : ''}.`}
          />
        </div>
        <button type="submit" hidden aria-hidden tabIndex={-1} />
      </form>
    </Dialog>
  )
}
