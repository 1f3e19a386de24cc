import { call } from './client.js'
import type { OrderCard } from './orders.js'
import { adminPath } from './store.js'
import type { Money, Paged } from './types.js'

export const TAG_COLORS = ['red', 'orange', 'gold', 'green', 'cyan', 'blue', 'purple', 'grey'] as const
export type TagColor = (typeof TAG_COLORS)[number]

export interface OrderTag {
  readonly id: string
  readonly name: string
  readonly color: TagColor
}

export interface RiskHint {
  readonly code: string
  readonly text: string
}

export interface DeskCard extends OrderCard {
  readonly tags: readonly OrderTag[]
  readonly note: string | null
  readonly remark: string
  readonly risks: readonly RiskHint[]
}

export interface DeskPage extends Paged<DeskCard> {
  readonly counts: Readonly<Record<string, number>>
}

/** What the list is asked, as it stands in its address; what is not asked is left out. */
export type DeskQuery = Readonly<Record<string, string>>

export function listDeskOrders(storeId: string, query: DeskQuery, cursor: string | null): Promise<DeskPage> {
  return call('GET', adminPath(storeId, '/orders'), { query: { ...query, cursor, limit: 20 } })
}

export async function listTags(storeId: string): Promise<readonly OrderTag[]> {
  return (await call<{ tags: OrderTag[] }>('GET', adminPath(storeId, '/order-tags'))).tags
}

export function createTag(storeId: string, body: { name: string; color: TagColor }): Promise<OrderTag> {
  return call('POST', adminPath(storeId, '/order-tags'), { body })
}

export interface Outcome {
  readonly orderId: string
  readonly outcome: 'done' | 'unchanged' | 'refused'
  readonly code?: string
}

export interface BulkWork {
  readonly tag?: { readonly tagId: string; readonly isOn: boolean }
  readonly note?: string
}

/** At most 50 orders a call. */
export async function annotateOrders(
  storeId: string,
  orderIds: readonly string[],
  work: BulkWork,
): Promise<readonly Outcome[]> {
  const body = { orderIds, ...work }
  return (await call<{ outcomes: Outcome[] }>('POST', adminPath(storeId, '/orders/bulk'), { body })).outcomes
}

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly query: string
  readonly isShared: boolean
  readonly isMine: boolean
}

export async function listViews(storeId: string): Promise<readonly SavedView[]> {
  return (await call<{ views: SavedView[] }>('GET', adminPath(storeId, '/order-views'))).views
}

export async function saveView(
  storeId: string,
  body: { name: string; query: string; isShared: boolean },
): Promise<void> {
  await call('POST', adminPath(storeId, '/order-views'), { body })
}

export async function deleteView(storeId: string, viewId: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/order-views/${viewId}`))
}

export interface OrderDesk {
  readonly notes: readonly { id: string; body: string; actor: string; at: string }[]
  readonly tags: readonly OrderTag[]
  readonly risks: readonly RiskHint[]
  readonly priceChanges: readonly { from: Money; to: Money; reason: string; actor: string; at: string }[]
  readonly addressChanges: readonly { parts: readonly string[]; actor: string; at: string }[]
}

export function getDesk(storeId: string, orderId: string): Promise<OrderDesk> {
  return call('GET', adminPath(storeId, `/orders/${orderId}/desk`))
}

export async function addNote(storeId: string, orderId: string, body: string): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/notes`), { body: { body } })
}

export interface NewPrice {
  readonly goods: Money
  readonly shipping: Money
  readonly reason: string
}

export function changePrice(storeId: string, orderId: string, body: NewPrice): Promise<{ payable: Money }> {
  return call('POST', adminPath(storeId, `/orders/${orderId}/price`), { body })
}

export interface NewAddress {
  readonly name: string
  readonly phone: string
  readonly regionCode?: string
  readonly street?: string
}

export async function editAddress(storeId: string, orderId: string, body: NewAddress): Promise<void> {
  await call('POST', adminPath(storeId, `/orders/${orderId}/address`), { body })
}

export async function deleteTag(storeId: string, tagId: string): Promise<void> {
  await call('DELETE', adminPath(storeId, `/order-tags/${tagId}`))
}

/** From when on an order is pointed out; 0 switches a hint off. */
export interface RiskNumbers {
  readonly windowHours: number
  readonly sameDoorOrders: number
  readonly samePhoneOrders: number
  readonly nearZeroFen: number
  readonly manyUnits: number
  readonly firstOrderFen: number
  readonly refundedOrders: number
  readonly belowCost: boolean
}

export interface RiskSettings {
  readonly settings: RiskNumbers
  /** The one an edit names; 0 while nothing was saved. */
  readonly version: number
}

export const getRisk = (storeId: string): Promise<RiskSettings> =>
  call('GET', adminPath(storeId, '/order-risk'))

export const saveRisk = (storeId: string, body: RiskSettings): Promise<RiskSettings> =>
  call('PUT', adminPath(storeId, '/order-risk'), { body })
