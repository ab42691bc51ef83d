import { useState, type ReactNode } from 'react'
import { setView } from '../../store/view-store'
import { Dialog } from '../../ui/dialog'
import { Segmented } from '../../ui/segmented'
import { KafkaMapping } from './kafka-mapping'
import { MigrationGauge } from './migration-gauge'

const WIDTH = 720

/** Where one comes from, and when one would have to go there: Kafka and Redis Streams. */
export function KafkaDialog(): ReactNode {
  const [part, setPart] = useState<'mapping' | 'gauge'>('mapping')
  return (
    <Dialog open onClose={() => setView({ dialog: undefined })} width={WIDTH} title="Kafka and Redis Streams" description="What Kafka's words are here, and what would be a reason to move.">
      <Segmented label="Show" labelHidden value={part} onChange={setPart} options={[{ value: 'mapping', label: 'Mapping' }, { value: 'gauge', label: 'When to migrate' }]} />
      {part === 'mapping' ? <KafkaMapping /> : <MigrationGauge />}
    </Dialog>
  )
}
