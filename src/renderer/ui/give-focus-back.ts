/** What lies over the page: its elements go with it. */
const OVER_THE_PAGE = '[role=dialog], [role=menu], [role=listbox]'

let last: HTMLElement | undefined

if (typeof document !== 'undefined') {
  document.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLElement && target.closest(OVER_THE_PAGE) === null) last = target
  })
}

/** To where the focus last was on the page itself, when what lay over it is closed: for Radix's `onCloseAutoFocus`, which knows only triggers. */
export function giveFocusBack(event: Event): void {
  event.preventDefault()
  if (last?.isConnected === true) last.focus()
}
