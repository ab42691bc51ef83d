import { refuseHighRateConsumer } from '../labs/high-rate'
import type { ConsumerSettings } from './worker-state'

/** Why a consumer with these settings cannot run at high rate, as a sentence, or undefined. */
export function whyNoHighRate({ ack, processing, failureRate, policies, pollMs }: ConsumerSettings): string | undefined {
  const takesTime = !(processing.kind === 'fixed' && processing.ms === 0)
  return refuseHighRateConsumer({ ack, takesTime, polls: pollMs !== undefined, failureRate, policies: policies === undefined ? [] : ['the policies of the group'] })
}
