/** The one moment at which a link ends, told once to everyone who asked, and at once to those who ask later. */
export interface LinkEnd {
  readonly ended: boolean
  readonly end: () => void
  readonly onEnd: (listener: () => void) => void
}

export function createLinkEnd(): LinkEnd {
  let ended = false
  let listeners: (() => void)[] = []
  return {
    get ended() {
      return ended
    },
    end() {
      if (ended) return
      ended = true
      const told = listeners
      listeners = []
      for (const listener of told) listener()
    },
    onEnd(listener) {
      if (ended) listener()
      else listeners.push(listener)
    }
  }
}
