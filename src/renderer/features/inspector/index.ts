export { Inspector } from './inspector'
export { TimeChart, type ChartPoint, type ChartSeries } from './time-chart'
