export { EntryInspector } from './entry-inspector'
