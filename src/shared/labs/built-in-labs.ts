import eventflow from './built-in/eventflow.lab.yaml?raw'
import idleLimit from './built-in/idle_limit.lab.yaml?raw'
import incidents from './built-in/incidents.lab.yaml?raw'
import load from './built-in/load.lab.yaml?raw'
import orders from './built-in/orders.lab.yaml?raw'
import orderStream from './built-in/order_stream.lab.yaml?raw'

/** The labs that Sluice brings along, as the text of their files: a person can open each and make another of it. */
export const BUILT_IN_LABS: readonly string[] = [orders, incidents, eventflow, orderStream, load, idleLimit]
