/** How the picture reaches us. Anything but `live` means that what is shown is from before. */
export type FeedStatus =
  | { kind: 'connecting' }
  | { kind: 'live' }
  /** `since`: wall clock milliseconds of the break. `attempt` counts tries since then, from 1. */
  | { kind: 'interrupted'; since: number; attempt: number }
  /** Trying again would change nothing: the person has to do `next`. */
  | { kind: 'refused'; message: string; next: string }
