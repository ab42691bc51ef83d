import type { ReactNode } from 'react'
import type { LinkState } from '@shared/model/link-state'
import { formatAge } from '../../lib/format-age'
import { formatBytes } from '../../lib/format-bytes'
import { formatCount } from '../../lib/format-count'
import { useNow } from '../../lib/use-now'
import { Property, PropertyList } from '../../ui/property-list'
import { describeLink } from './link-words'
import styles from './worker-actions.module.css'

/** What the proxy of a worker does and has counted. */
export function LinkFacts({ link }: { link: LinkState }): ReactNode {
  const now = useNow(500)
  const at = (count: number, when: number | undefined): string => (when === undefined ? formatCount(count) : `${formatCount(count)}, last ${formatAge(now - when)} ago`)
  return (
    <>
      <p className={link.unheard ? styles.unheard : styles.note}>{describeLink(link, now)}</p>
      <PropertyList>
        <Property name="connections">{formatCount(link.connections)}{link.open === 0 ? ', none open' : ''}</Property>
        <Property name="to the server">{formatBytes(link.toServer)}</Property>
        <Property name="to the worker">{formatBytes(link.toWorker)}</Property>
        {link.forgotten > 0 && <Property name="forgotten in silence" hint="Connections that were idle for too long. Neither the worker nor the server was told.">{at(link.forgotten, link.forgottenAt)}</Property>}
        {link.forgotten > 0 && <Property name="phantoms at the server" hint="Forgotten connections that the server has open. It may still deliver entries to one that blocks.">{formatCount(link.phantoms)}</Property>}
        {link.forgotten > 0 && <Property name="vanished" hint="Bytes that were sent into forgotten connections.">{formatBytes(link.vanished)}</Property>}
        {link.cuts > 0 && <Property name="cut">{at(link.cuts, link.cutAt)}</Property>}
        {link.unreached !== undefined && <Property name="server not reached">{link.unreached}</Property>}
      </PropertyList>
    </>
  )
}
