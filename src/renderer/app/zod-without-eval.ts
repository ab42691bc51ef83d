import { config } from 'zod'

// zod compiles schemas with `new Function` where it can. The page's policy forbids that (TRUST R2), and each try is told
// in the console, so it is told not to. Import this before anything that parses.
config({ jitless: true })
