export { publishAgain } from './publish-again'
export { PublishView } from './publish-view'
