import type { LinkFault } from '@shared/labs/link-fault'
import type { GroupRef, StreamRef } from '@shared/model/stream-ref'
import type { ConsumerSettings, LabId, ProducerSettings } from '@shared/model/worker-state'
import type { ByteText } from '@shared/redis/byte-text'

/** Settings to change; what is absent or undefined stays. */
export type ConsumerChange = { [K in keyof ConsumerSettings]?: ConsumerSettings[K] | undefined }
export type ProducerChange = { [K in keyof ProducerSettings]?: ProducerSettings[K] | undefined }
export type AddConsumer = GroupRef & { name?: ByteText | undefined; settings?: ConsumerChange | undefined; start: boolean; lab?: LabId; link?: LinkFault | undefined
  /** A fault on purpose: another one of ours may have this name. It counts to the lab of that one. */
  duplicateName?: boolean | undefined
}
/** As the contract gives it: an option that is not there may stand there as undefined. */
export type ProducerInput = Pick<ProducerSettings, 'schedule' | 'templates'> & ProducerChange
export type AddProducer = StreamRef & { name: string; settings: ProducerInput; start: boolean; lab?: LabId; link?: LinkFault | undefined }
