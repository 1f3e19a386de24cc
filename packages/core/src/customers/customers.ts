import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, idOf, uuidOf } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { hashPhone, maskName, maskPhone, normalizePhone, type StoreKeys, unseal } from '../stores/index.js'
import {
  type CustomerPage,
  type CustomerRow,
  findCustomer,
  findCustomerByPhone,
  listCustomers,
  listCustomersById,
} from './customer.queries.js'
import { listLevels } from './level.queries.js'
import { type PersonRow, personsQuery } from './person.queries.js'
import { birthdayText } from './person.rules.js'

/** What staff see of a customer: the phone only masked. */
export interface CustomerView extends PersonRow {
  readonly id: CustomerId
  readonly name: string
  /** Empty without a level, in both languages. */
  readonly levelTitle: string
  readonly levelTitleEn: string
  /** `03-08`; null when the shopper gave none. */
  readonly birthday: string | null
  readonly phoneMasked: string
  readonly createdAt: Date
}

async function viewsOf(tx: TenantTx, keys: StoreKeys, rows: readonly CustomerRow[]): Promise<CustomerView[]> {
  if (rows.length === 0) return []
  const [persons, levels] = await Promise.all([
    personsQuery(
      tx.sql,
      tx.tenantId,
      rows.map(({ id }) => uuidOf(id)),
    ),
    listLevels(tx),
  ])
  const byId = new Map(persons.map(({ id, ...person }) => [idOf('cus', id), person]))
  return rows.flatMap(({ phoneSealed, birthday, ...row }) => {
    const person = byId.get(row.id)
    const level = levels.find((one) => one.level === person?.level)
    return person
      ? {
          ...row,
          ...person,
          levelTitle: level?.title ?? '',
          levelTitleEn: level?.titleEn ?? '',
          birthday: birthdayText(birthday),
          phoneMasked: phoneSealed ? maskPhone(unseal(keys, phoneSealed)) : '',
        }
      : []
  })
}

/** Customers newest first; with a phone, the one who has it. */
export async function findCustomers(
  tx: TenantTx,
  keys: StoreKeys,
  { phone, ...page }: CustomerPage & { phone: string | null },
): Promise<CustomerView[]> {
  if (phone === null) return viewsOf(tx, keys, await listCustomers(tx, page))
  const normal = normalizePhone(phone)
  const row = normal && (await findCustomerByPhone(tx, hashPhone(keys, normal)))
  return viewsOf(tx, keys, row ? [row] : [])
}

export interface CustomerLabel {
  /** Empty when she has given none. */
  readonly name: string
  readonly phoneMasked: string
}

/**
 * How lists of other domains name customers: name and phone only masked, the phone because names are often empty or alike. The whole
 * name is the customer's own page's to show, to whoever may read customers. At most a page of them.
 */
export async function getCustomerLabels(
  tx: TenantTx,
  keys: StoreKeys,
  ids: readonly CustomerId[],
): Promise<ReadonlyMap<CustomerId, CustomerLabel>> {
  const rows = ids.length === 0 ? [] : await listCustomersById(tx, ids)
  return new Map(
    rows.map(({ id, name, phoneSealed }) => [
      id,
      { name: maskName(name), phoneMasked: phoneSealed ? maskPhone(unseal(keys, phoneSealed)) : '' },
    ]),
  )
}

export async function getCustomerView(
  tx: TenantTx,
  keys: StoreKeys,
  id: CustomerId,
): Promise<CustomerView | null> {
  const row = await findCustomer(tx, id)
  const [view] = await viewsOf(tx, keys, row ? [row] : [])
  return view ?? null
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
