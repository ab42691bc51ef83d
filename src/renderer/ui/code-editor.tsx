import { Component, lazy, Suspense, type ReactNode } from 'react'
import styles from './code-editor.module.css'

/** Something that is wrong in the text, where. Lines and columns start at 1. */
export interface EditorProblem {
  line: number
  column: number
  message: string
}

/** A word that may stand where the cursor is. */
export interface EditorSuggestion {
  text: string
  /** What it is for, in a sentence. */
  about?: string | undefined
}

export interface CodeEditorProps {
  label: string
  language?: 'json' | 'yaml'
  /** What others have found wrong with it: underlined. */
  problems?: readonly EditorProblem[]
  /** What may stand at the offset. */
  suggest?: (text: string, offset: number) => readonly EditorSuggestion[]
  value: string
  onChange: (value: string) => void
  /** Ctrl+Enter, or Cmd+Enter on a Mac. */
  onSubmit?: () => void
  /** What the editor's own check found, a sentence each. Never called by the plain fallback. */
  onMarkers?: (messages: readonly string[]) => void
}

const MonacoEditor = lazy(async () => ({ default: (await import('./monaco-editor')).MonacoEditor }))

/** Stands in until the editor is there, and for good when it cannot be loaded: typing is never held up. */
function PlainEditor({ label, value, onChange, onSubmit, note }: CodeEditorProps & { note?: string }): ReactNode {
  return (
    <>
      <textarea
        className={styles.plain} aria-label={label} spellCheck={false} value={value} onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || (!event.ctrlKey && !event.metaKey)) return
          event.preventDefault()
          onSubmit?.()
        }}
      />
      {note !== undefined && <p className={styles.note}>{note}</p>}
    </>
  )
}

class PlainOnFailure extends Component<{ plain: ReactNode; children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.plain : this.props.children
  }
}

/** An editor for JSON with colours and checks, loaded when first needed; a plain text box where it cannot be. */
export function CodeEditor(props: CodeEditorProps): ReactNode {
  return (
    <div className={styles.editor}>
      <PlainOnFailure plain={<PlainEditor {...props} note="The full editor could not be loaded, so this is plain text. It is checked all the same." />}>
        <Suspense fallback={<PlainEditor {...props} />}><MonacoEditor {...props} /></Suspense>
      </PlainOnFailure>
    </div>
  )
}
