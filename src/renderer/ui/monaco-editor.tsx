import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useStableCallback } from '../lib/use-stable-callback'
import type { CodeEditorProps } from './code-editor'
import styles from './code-editor.module.css'
import { applyMonacoTheme, monaco } from './load-monaco'

const FONT = '"JetBrains Mono Variable", ui-monospace, monospace'

function readFontSize(): number {
  const scale = Number(getComputedStyle(document.documentElement).getPropertyValue('--scale'))
  return 12 * (Number.isFinite(scale) && scale > 0 ? scale : 1)
}

/** The full editor. Comes in its own chunk; use CodeEditor, which loads it. */
export function MonacoEditor({ label, value, onChange, onSubmit, onMarkers }: CodeEditorProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined)
  const change = useStableCallback(onChange)
  const submit = useStableCallback(() => onSubmit?.())
  const tellMarkers = useStableCallback((messages: readonly string[]) => onMarkers?.(messages))
  const first = useRef({ value, label })

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    applyMonacoTheme()
    const model = monaco.editor.createModel(first.current.value, 'json')
    const created = monaco.editor.create(element, {
      model, ariaLabel: first.current.label, automaticLayout: true, fontFamily: FONT, fontSize: readFontSize(), fontLigatures: false,
      minimap: { enabled: false }, scrollBeyondLastLine: false, wordWrap: 'on', tabSize: 2, padding: { top: 8, bottom: 8 }, lineNumbersMinChars: 3, overviewRulerLanes: 0,
      renderControlCharacters: true, fixedOverflowWidgets: true, stickyScroll: { enabled: false }, quickSuggestions: false,
      // Payloads come from anywhere: an address in one is text and not something to click.
      links: false,
      // Tab leaves the editor (WCAG 2.1.2); Format does the indenting.
      tabFocusMode: true
    })
    editor.current = created
    const subscriptions = [
      model,
      created,
      created.onDidChangeModelContent(() => change(model.getValue())),
      created.addAction({ id: 'submit', label: 'Submit', keybindings: [monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter], run: submit }),
      monaco.editor.onDidChangeMarkers((changed) => {
        if (!changed.some((uri) => uri.toString() === model.uri.toString())) return
        tellMarkers(monaco.editor.getModelMarkers({ resource: model.uri }).map((marker) => `Line ${marker.startLineNumber}, column ${marker.startColumn}: ${marker.message}.`))
      })
    ]
    // Widths measured before a web font came are wrong, and so is then every click position.
    void document.fonts.ready.then(() => monaco.editor.remeasureFonts())
    const watchTheme = new MutationObserver(() => {
      applyMonacoTheme()
      created.updateOptions({ fontSize: readFontSize() })
    })
    watchTheme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-presenter'] })
    return () => {
      watchTheme.disconnect()
      for (const subscription of subscriptions) subscription.dispose()
      editor.current = undefined
    }
  }, [change, submit, tellMarkers])

  useEffect(() => {
    const current = editor.current
    const model = current?.getModel()
    if (current === undefined || model === null || model === undefined || model.getValue() === value) return
    current.executeEdits('outside', [{ range: model.getFullModelRange(), text: value }])
    current.pushUndoStop()
  }, [value])

  return <div ref={box} className={styles.monaco} />
}
