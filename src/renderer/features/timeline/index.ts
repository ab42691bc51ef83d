export { NoticeList } from './notice-list'
export { startTimeline } from './start-timeline'
export { Timeline } from './timeline'
export { TransportControls } from './transport-controls'
