export { KafkaDialog } from './kafka-dialog'
export { KafkaMapping } from './kafka-mapping'
export { MigrationGauge } from './migration-gauge'
