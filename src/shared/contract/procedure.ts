import { oc } from '@orpc/contract'
import { faultSchema } from './fault'

/** Every procedure can fail with one typed error that carries a next step. */
export const procedure = oc.errors({ FAULT: { status: 422, message: 'The request could not be carried out.', data: faultSchema } })
