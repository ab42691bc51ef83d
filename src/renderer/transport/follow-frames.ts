import { PROTOCOL_VERSION, type LiveFrame } from '@shared/contract/workbench'

/** How far a reader got. `seq` is undefined until it holds a snapshot of this instance. */
export interface FeedPosition {
  readonly instance: string
  readonly session: string
  readonly seq: number | undefined
}

/** What a frame means to a reader. `next` frames are to be applied; a `gap` frame must not be. */
export type FrameOutcome =
  | { kind: 'greeted'; position: FeedPosition }
  | { kind: 'next'; position: FeedPosition; frame: number }
  | { kind: 'gap' }
  | { kind: 'other-protocol' }

/**
 * Places a frame after what was read before. Events must continue the sequence without a hole or a repeat, because
 * folding a hole in would show a picture that never was.
 */
export function followFrame(before: FeedPosition | undefined, frame: LiveFrame): FrameOutcome {
  switch (frame.kind) {
    case 'hello': {
      if (frame.protocol !== PROTOCOL_VERSION) return { kind: 'other-protocol' }
      const seq = before?.instance === frame.instance ? before.seq : undefined
      return { kind: 'greeted', position: { instance: frame.instance, session: frame.session, seq } }
    }
    case 'snapshot':
      if (before === undefined) return { kind: 'gap' }
      return { kind: 'next', position: { ...before, seq: frame.state.seq }, frame: frame.frame }
    case 'events': {
      if (before?.seq === undefined) return { kind: 'gap' }
      let seq = before.seq
      for (const event of frame.events) {
        if (event.seq !== seq + 1) return { kind: 'gap' }
        seq = event.seq
      }
      return { kind: 'next', position: { ...before, seq }, frame: frame.frame }
    }
  }
}
