import { call } from './client.js'
import { adminPath } from './store.js'

export type DeliveryKind = 'physical' | 'virtual'

export const NO_RETURN_GROUNDS = [
  'custom_made',
  'perishable',
  'opened_hygiene',
  'digital',
  'press',
  'agreed',
] as const

export interface ReturnRule {
  readonly rule: 'seven_days' | 'none' | 'custom'
  /** Why the law lets it be without the seven days; with `none` alone. */
  readonly ground: (typeof NO_RETURN_GROUNDS)[number] | null
  /** The shop's own, with `custom` alone. */
  readonly words: string
}

export interface ProductDelivery {
  readonly kind: DeliveryKind
  /** Somebody bought it, so its kind stays. */
  readonly isSold: boolean
  /** Empty for the usual one. */
  readonly template: string
  readonly rule: ReturnRule
}

const ofProduct = (storeId: string, productId: string, rest: string) =>
  adminPath(storeId, `/products/${productId}/${rest}`)

export async function getProductDelivery(storeId: string, productId: string): Promise<ProductDelivery> {
  const [kind, template, rule] = await Promise.all([
    call<Pick<ProductDelivery, 'kind' | 'isSold'>>('GET', ofProduct(storeId, productId, 'delivery-kind')),
    call<Pick<ProductDelivery, 'template'>>('GET', ofProduct(storeId, productId, 'delivery-template')),
    call<ReturnRule>('GET', ofProduct(storeId, productId, 'return-rule')),
  ])
  return { ...kind, ...template, rule }
}

export async function setDeliveryKind(storeId: string, productId: string, kind: DeliveryKind): Promise<void> {
  await call('PUT', ofProduct(storeId, productId, 'delivery-kind'), { body: { kind } })
}

export async function setTemplate(storeId: string, productId: string, template: string): Promise<void> {
  await call('PUT', ofProduct(storeId, productId, 'delivery-template'), { body: { template } })
}

/** From now on; answers with what the product's page says. */
export function setReturnRule(
  storeId: string,
  productId: string,
  body: ReturnRule,
): Promise<{ text: string }> {
  return call('PUT', ofProduct(storeId, productId, 'return-rule'), { body })
}

export interface VirtualGoods {
  readonly kind: 'codes' | 'text'
  /** What every order is given; `{number}` is its number. */
  readonly text: string
  readonly howTo: string
  readonly lowUnits: number
  /** Whether what nobody has seen yet may be refunded by itself. */
  readonly returns: 'unseen' | 'never'
}

export interface SavedVirtualGoods extends VirtualGoods {
  readonly codes: { readonly free: number; readonly sold: number; readonly retired: number }
}

/** Null while nobody said what the variant delivers. */
export async function getVirtualGoods(storeId: string, skuId: string): Promise<SavedVirtualGoods | null> {
  const reply = await call<{ goods: SavedVirtualGoods | null }>(
    'GET',
    adminPath(storeId, `/skus/${skuId}/virtual`),
  )
  return reply.goods
}

export async function saveVirtualGoods(storeId: string, skuId: string, body: VirtualGoods): Promise<void> {
  await call('PUT', adminPath(storeId, `/skus/${skuId}/virtual`), { body })
}

/** One a line; those that were there already are left out. */
export function addCodes(
  storeId: string,
  skuId: string,
  codes: string,
): Promise<{ added: number; repeated: number; delivered: number }> {
  return call('POST', adminPath(storeId, `/skus/${skuId}/codes`), { body: { codes } })
}

export function retireCodes(storeId: string, skuId: string, units: number): Promise<{ retired: number }> {
  return call('POST', adminPath(storeId, `/skus/${skuId}/codes/retire`), { body: { units } })
}
