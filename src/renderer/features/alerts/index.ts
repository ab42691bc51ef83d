export { AlertBell } from './alert-bell'
export { AlertMark } from './alert-mark'
