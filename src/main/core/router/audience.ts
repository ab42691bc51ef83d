/** The pages that are open, and which of them can be seen. */
export interface Audience {
  /** A page says whether it can be seen. `leaving` aborts when its link ends. */
  note(session: string, visible: boolean, leaving: AbortSignal): void
}

/** Tells whether nobody looks: pages are open, and all of them are hidden. Without any page it is not known, and not told. */
export function createAudience(onHidden: (hidden: boolean) => void): Audience {
  const visible = new Map<string, boolean>()
  const tell = (): void => onHidden(visible.size > 0 && ![...visible.values()].some(Boolean))
  return {
    note(session, isVisible, leaving) {
      if (!visible.has(session)) {
        leaving.addEventListener('abort', () => {
          visible.delete(session)
          tell()
        }, { once: true })
      }
      visible.set(session, isVisible)
      tell()
    }
  }
}
