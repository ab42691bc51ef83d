import type { ReactNode } from 'react'
import { splitName } from './name-parts'
import nameStyles from './name.module.css'

/** Text from a server inside a line that isolates it: what cannot be seen is shown as an escape. */
export function SafeText({ text }: { text: string }): ReactNode {
  return splitName(text).map((part, index) => (part.kind === 'plain' ? part.text : <span key={index} className={nameStyles.escape}>{part.text}</span>))
}

/** The same over several lines: line ends break, and a line end that is not a plain \n is seen as well. */
export function SafeLines({ text }: { text: string }): ReactNode {
  return text.split('\n').map((line, index) => <span key={index}>{index > 0 && '\n'}<SafeText text={line} /></span>)
}
