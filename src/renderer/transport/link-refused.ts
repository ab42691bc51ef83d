/** The host does not take this page, and would not at the next try either. */
export class LinkRefused extends Error {
  override readonly name = 'LinkRefused'
  constructor(message: string, readonly next: string) {
    super(message)
  }
}
