import { refuseHighRateConsumer } from '../labs/high-rate'
import type { ConsumerSettings } from './worker-state'

/** Why a consumer with these settings cannot run at high rate, as a sentence, or undefined. */
export function whyNoHighRate({ ack, processing, failureRate, policies }: ConsumerSettings): string | undefined {
  const takesTime = !(processing.kind === 'fixed' && processing.ms === 0)
  return refuseHighRateConsumer({ ack, takesTime, failureRate, policies: policies === undefined ? [] : ['the policies of the group'] })
}
