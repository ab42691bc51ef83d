import * as monaco from 'monaco-editor/editor'
import 'monaco-editor/features/register.all'
// oxlint-disable-next-line import/default -- Vite makes the default export of a ?worker import
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
// oxlint-disable-next-line import/default -- Vite makes the default export of a ?worker import
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import 'monaco-editor/languages/definitions/yaml/register'
import { jsonDefaults } from 'monaco-editor/languages/features/json/register'

// Everything here is slow to load (4 MB) and runs once: only monaco-editor.tsx imports it, and that is loaded lazily.
self.MonacoEnvironment = { getWorker: (_id, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()) }
// No schema is ever fetched: `$schema` in a payload is somebody else's address.
jsonDefaults.setDiagnosticsOptions({ validate: true, allowComments: false, enableSchemaRequest: false, schemas: [] })

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

/** Gives the editor the colours in force on the page; call again after the theme changed. */
export function applyMonacoTheme(): void {
  const isLight = document.documentElement.dataset['theme'] === 'light'
  const bare = (name: string): string => token(name).replace('#', '')
  monaco.editor.defineTheme('page', {
    base: isLight ? 'vs' : 'vs-dark',
    inherit: true,
    rules: [
      { token: 'string.key.json', foreground: bare('--new-text') },
      { token: 'string.value.json', foreground: bare('--ok-text') },
      { token: 'number.json', foreground: bare('--old-text') },
      { token: 'keyword.json', foreground: bare('--re-text') },
      { token: 'type.yaml', foreground: bare('--new-text') },
      { token: 'string.yaml', foreground: bare('--ok-text') },
      { token: 'number.yaml', foreground: bare('--old-text') },
      { token: 'delimiter', foreground: bare('--mut') }
    ],
    colors: {
      'editor.background': token('--field'),
      'editor.foreground': token('--ink'),
      'editorLineNumber.foreground': token('--mut'),
      'editorLineNumber.activeForeground': token('--ink'),
      'editor.lineHighlightBackground': token('--soft'),
      'editor.lineHighlightBorder': token('--soft'),
      'editorGutter.background': token('--field'),
      'editorCursor.foreground': token('--acc'),
      'editor.selectionBackground': `${token('--acc')}55`,
      'editorError.foreground': token('--bad'),
      'editorWarning.foreground': token('--old'),
      'editorWidget.background': token('--panel'),
      'editorWidget.border': token('--edge'),
      'focusBorder': token('--acc')
    }
  })
  monaco.editor.setTheme('page')
}

export { monaco }
