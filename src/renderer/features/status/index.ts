export { FeedBanner } from './feed-banner'
export { MotionButton } from './motion-button'
export { ObserverCostText } from './observer-cost'
export { ThemeButton } from './theme-button'
