import type { ByteText } from '../redis/byte-text'

/** Who gets what a sweeper claims: the consumer that it names while that one runs, else the first of ours that does. Undefined: nothing is claimed. */
export function pickReceiver(wanted: ByteText, running: readonly ByteText[]): ByteText | undefined {
  return running.includes(wanted) ? wanted : running[0]
}
