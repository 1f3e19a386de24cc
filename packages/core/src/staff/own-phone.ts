import { must } from '@mamapu/kernel'
import type { FastifyRequest } from 'fastify'
import type { App } from '../app.js'
import { hashPhone } from '../stores/index.js'
import { findIdentity } from './staff.queries.js'

/**
 * The phone of whoever decides, as the shop knows its customers by, so that nobody decides about money of her own; null for the
 * owner, who may, and for whoever has none.
 */
export async function deciderPhone(app: App, request: FastifyRequest): Promise<Buffer | null> {
  const { role, staffId } = must(request.staff, 'staff')
  if (role === 'owner') return null
  const phone = (await findIdentity(app.db, staffId))?.phone
  return phone ? hashPhone(must(request.store, 'an admin route has its store').keys, phone) : null
}
