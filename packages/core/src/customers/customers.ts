import type { TenantTx } from '@mamapu/db'
import type { CustomerId, Id } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { hashPhone, maskPhone, normalizePhone, type StoreKeys, unseal } from '../stores/index.js'
import {
  type CustomerPage,
  type CustomerRow,
  findCustomer,
  findCustomerByPhone,
  listCustomers,
} from './customer.queries.js'

/** What staff see of a customer: the phone only masked. */
export interface CustomerView {
  readonly id: CustomerId
  readonly name: string
  readonly level: string
  readonly ordersPaid: number
  readonly phoneMasked: string
  readonly createdAt: Date
}

function viewOf(keys: StoreKeys, row: CustomerRow): CustomerView {
  const { id, name, level, ordersPaid, createdAt } = row
  const phoneMasked = row.phoneSealed ? maskPhone(unseal(keys, row.phoneSealed)) : ''
  return { id, name, level, ordersPaid, createdAt, phoneMasked }
}

/** Customers newest first; with a phone, the one who has it. */
export async function findCustomers(
  tx: TenantTx,
  keys: StoreKeys,
  { phone, ...page }: CustomerPage & { phone: string | null },
): Promise<CustomerView[]> {
  if (phone === null) return (await listCustomers(tx, page)).map((row) => viewOf(keys, row))
  const normal = normalizePhone(phone)
  const row = normal && (await findCustomerByPhone(tx, hashPhone(keys, normal)))
  return row ? [viewOf(keys, row)] : []
}

export async function getCustomerView(
  tx: TenantTx,
  keys: StoreKeys,
  id: CustomerId,
): Promise<CustomerView | null> {
  const row = await findCustomer(tx, id)
  return row && viewOf(keys, row)
}

/** The whole phone number, and a line in the audit that says who has seen it; null when there is no such customer. */
export async function revealPhone(
  tx: TenantTx,
  keys: StoreKeys,
  { customerId, actor, at }: { customerId: CustomerId; actor: Id<'stf'>; at: Date },
): Promise<string | null> {
  const row = await findCustomer(tx, customerId)
  if (!row?.phoneSealed) return null
  await audit(tx, { actor, action: 'customer.revealed', subject: customerId, data: {}, at })
  return unseal(keys, row.phoneSealed)
}
