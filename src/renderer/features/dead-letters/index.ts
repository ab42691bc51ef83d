export { DeadLettersView } from './dead-letters-view'
