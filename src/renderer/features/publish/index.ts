export { fieldsToObject, objectToFields } from './convert-json'
export { isTypeable } from './escaped-text'
export { publishAgain } from './publish-again'
export { PublishView } from './publish-view'
