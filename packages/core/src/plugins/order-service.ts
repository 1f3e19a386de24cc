import type { TenantTx } from '@mamapu/db'
import { type GiftToAdd, type OrderService, PluginError, type PluginScope } from '@mamapu/plugin-sdk'
import { addGift, setBadge } from '../orders/index.js'
import { areShort, isCount, isIdOf, isName, whyBadTake } from './asked-of-core.js'
import { findOrderView, listNumbers } from './order-view.queries.js'
import type { LoadedPlugin } from './registry.js'

const GIFT_UNITS_MAX = 99
const GIFT_TAKES_MAX = 10
const GIFT_KEY_MAX = 60
const GIFT_WORDS_MAX = 40
const BADGE_WORDS_MAX = 20
const NUMBERS_MAX = 200
const POOL_LIMIT = 'a pool has its own limit: what is insteadOfStock has limit null'
const NO_ORDER_ID = 'orderId is the id of an order'

/** What a plugin may know of an order (its state and this plugin's own discounts, takes and gifts; no name, no address) and add to it. */
export function orderService(
  loaded: LoadedPlugin,
  tx: TenantTx,
  {
    at,
    offSince,
    needs,
  }: {
    readonly at: Date
    readonly offSince: Date | null
    readonly needs: (scope: PluginScope) => void
  },
): OrderService {
  const { id, plugin } = loaded
  const heat = new Map((plugin.quotas ?? []).map((quota) => [quota.kind, quota.heat]))
  return {
    async find(orderId) {
      needs('orders:read')
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: find: ${NO_ORDER_ID}`)
      return findOrderView(tx, { orderId, pluginId: id, kinds: [...heat.keys()] })
    },
    async numbers(orderIds) {
      needs('orders:read')
      if (orderIds.length > NUMBERS_MAX || !orderIds.every((one) => isIdOf('ord', one)))
        throw new PluginError(`plugin ${id}: numbers takes at most ${NUMBERS_MAX} ids of orders`)
      return listNumbers(tx, orderIds)
    },
    async addGift(gift) {
      needs('orders:gift')
      const fault = whyBadGift(gift, heat)
      if (fault) throw new PluginError(`plugin ${id}: addGift: ${fault}`)
      const { orderId, skuId, units, onRefund, key, words, takes = [] } = gift
      const ranked = takes.map((take) => ({ ...take, heat: heat.get(take.kind) }))
      return addGift(tx, {
        orderId,
        skuId,
        units,
        onRefund,
        added: { plugin: id, key, words },
        takes: ranked,
        offSince,
        at,
      })
    },
    async setBadge(orderId, words) {
      needs('orders:badge')
      if (words !== null && !areShort(words, BADGE_WORDS_MAX))
        throw new PluginError(
          `plugin ${id}: setBadge: words have both languages, 1 to ${BADGE_WORDS_MAX} letters to read each`,
        )
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: setBadge: ${NO_ORDER_ID}`)
      return setBadge(tx, orderId, { plugin: id, words, offSince })
    },
  }
}

/** A slip of the plugin's author, not of a shopper. */
function whyBadGift(gift: GiftToAdd, kinds: ReadonlyMap<string, number>): string | null {
  const { orderId, skuId, units, onRefund, key, words, takes = [] } = gift
  if (!isIdOf('ord', orderId)) return NO_ORDER_ID
  if (!isIdOf('sku', skuId)) return 'skuId is the id of a SKU'
  if (!isCount(units, GIFT_UNITS_MAX)) return `units are 1 to ${GIFT_UNITS_MAX}`
  if (onRefund !== 'return' && onRefund !== 'keep') return 'onRefund is return or keep'
  if (!isName(key, GIFT_KEY_MAX)) return `key has 1 to ${GIFT_KEY_MAX} letters`
  if (!areShort(words, GIFT_WORDS_MAX))
    return `words have both languages, 1 to ${GIFT_WORDS_MAX} letters to read each`
  if (!Array.isArray(takes)) return 'takes are a list'
  if (takes.length > GIFT_TAKES_MAX) return `at most ${GIFT_TAKES_MAX} takes`
  const stranger = takes.find(({ kind }) => !kinds.has(kind))
  if (stranger) return `the quota kind "${stranger.kind}" is not declared in quotas`
  if (new Set(takes.map((take) => `${take.kind}/${take.id}`)).size < takes.length)
    return 'a counter is taken twice'
  for (const take of takes) {
    const fault = take.insteadOfStock && take.limit !== null ? POOL_LIMIT : whyBadTake(take)
    if (fault) return fault
  }
  const fromPools = takes.reduce((sum, take) => sum + (take.insteadOfStock ? take.units : 0), 0)
  return fromPools > units ? 'its pools are asked for more units than it has' : null
}
