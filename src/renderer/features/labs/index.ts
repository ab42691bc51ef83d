export { LabsView } from './labs-view'
