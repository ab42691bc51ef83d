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
export function MonacoEditor({ label, language = 'json', value, problems, suggest, onChange, onSubmit, onMarkers }: CodeEditorProps): ReactNode {
  const box = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(undefined)
  const change = useStableCallback(onChange)
  const submit = useStableCallback(() => onSubmit?.())
  const tellMarkers = useStableCallback((messages: readonly string[]) => onMarkers?.(messages))
  const findSuggestions = useStableCallback((text: string, offset: number) => suggest?.(text, offset) ?? [])
  const first = useRef({ value, label, language, suggests: suggest !== undefined })

  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    applyMonacoTheme()
    const model = monaco.editor.createModel(first.current.value, first.current.language)
    const created = monaco.editor.create(element, {
      model, ariaLabel: first.current.label, automaticLayout: true, fontFamily: FONT, fontSize: readFontSize(), fontLigatures: false,
      minimap: { enabled: false }, scrollBeyondLastLine: false, wordWrap: 'on', tabSize: 2, padding: { top: 8, bottom: 8 }, lineNumbersMinChars: 3, overviewRulerLanes: 0,
      renderControlCharacters: true, fixedOverflowWidgets: true, stickyScroll: { enabled: false }, quickSuggestions: first.current.suggests ? { other: true, comments: false, strings: true } : false, wordBasedSuggestions: 'off',
      // Payloads come from anywhere: an address in one is text and not something to click.
      links: false,
      // Tab leaves the editor (WCAG 2.1.2); Format does the indenting.
      tabFocusMode: true
    })
    editor.current = created
    const subscriptions = [
      model,
      monaco.languages.registerCompletionItemProvider(first.current.language, {
        triggerCharacters: [' ', '\n'],
        provideCompletionItems(of, position) {
          if (of !== model) return { suggestions: [] }
          const word = of.getWordUntilPosition(position)
          const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn)
          return {
            suggestions: findSuggestions(of.getValue(), of.getOffsetAt(position)).map(({ text, about }) => ({
              label: text.replace(/: ?$/, ''), kind: monaco.languages.CompletionItemKind.Property, insertText: text, range, ...(about !== undefined && { documentation: about })
            }))
          }
        }
      }),
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
  }, [change, submit, tellMarkers, findSuggestions])

  useEffect(() => {
    const current = editor.current
    const model = current?.getModel()
    if (current === undefined || model === null || model === undefined || model.getValue() === value) return
    current.executeEdits('outside', [{ range: model.getFullModelRange(), text: value }])
    current.pushUndoStop()
  }, [value])

  useEffect(() => {
    const model = editor.current?.getModel()
    if (model === null || model === undefined || problems === undefined) return
    monaco.editor.setModelMarkers(model, 'page', problems.map(({ line, column, message }) => ({
      startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: Math.max(column + 1, model.getLineLength(Math.min(line, model.getLineCount())) + 1), message, severity: monaco.MarkerSeverity.Error
    })))
  }, [problems])

  return <div ref={box} className={styles.monaco} />
}
