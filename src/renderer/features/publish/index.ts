export { publishAgain } from './publish-again'
