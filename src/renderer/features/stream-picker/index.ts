export { StreamPicker } from './stream-picker'
