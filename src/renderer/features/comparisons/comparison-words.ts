import type { ComparisonKind, ComparisonState } from '@shared/model/comparison-state'

export interface ComparisonWords {
  title: string
  question: string
  about: string
}

export const COMPARISON_WORDS: Readonly<Record<ComparisonKind, ComparisonWords>> = {
  polling: {
    title: 'Polling or blocking', question: 'What do empty reads cost?',
    about: 'One worker asks every so often with XREADGROUP, the other waits in the server with BLOCK. Each has its own group on one stream, to which a producer adds at random. Their real commands are counted, and how long each entry waited.'
  },
  pubsub: {
    title: 'Pub/Sub or stream', question: 'What is lost while a reader is away?',
    about: 'One publisher sends the same numbers with PUBLISH and with XADD. A subscriber and a consumer of a group read them. Restart both: their sockets close, and come back later.'
  },
  chain: {
    title: 'REST chain or events', question: 'What does one slow service hold up?',
    about: 'The same orders at two shops. One calls payment, stock and mail over HTTP, one after the other, before it answers. The other adds the order to a stream and answers; three groups call the same services.'
  },
  'idle-limit': {
    title: 'BLOCK and the idle limit', question: 'Does the worker still have a connection?',
    about: 'Two blocking workers behind a proxy that forgets connections that are idle, and tells nobody, as load balancers do. One blocks for longer than the limit, the other for less.'
  }
}

/** `running 2 min 03 s`, or undefined when it has not run. */
export function describeRun(state: ComparisonState | undefined): string | undefined {
  if (state === undefined) return undefined
  return state.status === 'stopped' ? 'stopped' : state.status
}

/** A measured span: `3 ms`, `240 ms`, `1.8 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}

/** A span that was set: `500 ms`, `60 s`. */
export function formatSet(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}
