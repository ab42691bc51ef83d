export { ConsumerPolicies } from './consumer-policies'
export { GroupPolicies } from './group-policies'
export { ScaleOutStrip } from './scale-out-strip'
