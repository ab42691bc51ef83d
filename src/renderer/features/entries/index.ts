export { EntriesView } from './entries-view'
