export { GroupPolicies } from './group-policies'
export { ScaleOutStrip } from './scale-out-strip'
export { useLabGroup } from './use-lab-group'
