import { useMemo, type ReactNode } from 'react'
import { useCurrentStream } from '../../store/current'
import { CopyLine } from '../../ui/copy-line'
import { Name } from '../../ui/name'
import styles from './kafka.module.css'
import { selectExampleNames, toMappingRows } from './mapping-rows'

/** SYSTEMS B6: Kafka's words beside those of Redis Streams, with commands on the stream looked at. Nothing here is sent. */
export function KafkaMapping(): ReactNode {
  const stream = useCurrentStream()
  const names = selectExampleNames(stream)
  const { key, group, consumer, id, live } = names
  const rows = useMemo(() => toMappingRows({ key, group, consumer, id, live }), [key, group, consumer, id, live])
  return (
    <section className={styles.mapping} aria-label="Kafka's words and Redis's">
      <p className={styles.about}>
        {live
          ? <>The commands name <Name name={key} limit={60} />, its group <Name name={group} limit={40} /> and a consumer of it. They are to be copied; Sluice sends none of them.</>
          : <>Choose a stream with a group and consumers, and the commands name what is there. Until then <Name name={key} limit={60} />, <Name name={group} limit={40} /> and the id are examples.</>}
      </p>
      <dl>
        {rows.map(({ kafka, redis, difference, command }) => (
          <div key={kafka} className={styles.row}>
            <dt><code>{kafka}</code></dt>
            <dd>
              <b>{redis}</b>
              <p>{difference}</p>
              <CopyLine text={command} label={`${kafka} as a command`} what={`the command for ${kafka}`} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
