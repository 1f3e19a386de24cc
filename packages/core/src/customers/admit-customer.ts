import type { TenantTx } from '@mamapu/db'
import { type CustomerId, newId } from '@mamapu/kernel'
import { emit } from '../events/index.js'
import { hashPhone, normalizePhone, type StoreKeys, seal } from '../stores/index.js'
import { upsertCustomer, writeName } from './customer.queries.js'

/**
 * The customer with this phone, made when there is none, for callers who know by other means whose phone it is (an
 * import, the demo): no code is asked. The phone is sealed as at sign-in. Null when it is no phone number.
 */
export async function admitCustomer(
  tx: TenantTx,
  keys: StoreKeys,
  input: { phone: string; name: string; at: Date },
): Promise<CustomerId | null> {
  const phone = normalizePhone(input.phone)
  if (!phone) return null
  const { at } = input
  const phoneHash = hashPhone(keys, phone)
  const { id, isNew } = await upsertCustomer(tx, {
    id: newId('cus', at),
    phoneHash,
    phoneSealed: seal(keys, phone),
    at,
  })
  if (isNew) await emit(tx, 'customer.registered', { customerId: id }, at)
  await writeName(tx, id, input.name)
  return id
}
