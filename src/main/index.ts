import { startDesktop } from './hosts/electron/start-desktop'

startDesktop(__dirname)
