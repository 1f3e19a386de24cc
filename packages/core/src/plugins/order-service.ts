import type { TenantTx } from '@mamapu/db'
import {
  type ChangeDeliveryResult,
  type GiftToAdd,
  type HandOver,
  type OrderService,
  PluginError,
  type PluginScope,
} from '@mamapu/plugin-sdk'
import {
  type Address,
  addGift,
  handOver,
  lowerTake,
  markReady,
  type Opener,
  openedIn,
  refundUnsent,
  setBadge,
  undoHandOver,
} from '../orders/index.js'
import { type StoreKeys, unsealJson } from '../stores/index.js'
import { areShort, isCount, isIdOf, isName, whyBadTake } from './asked-of-core.js'
import type { DeliveryToChange } from './host.js'
import { findOrderView, findSealedContact, listNumbers } from './order-view.queries.js'
import type { LoadedPlugin } from './registry.js'

const GIFT_UNITS_MAX = 99
const GIFT_TAKES_MAX = 10
const GIFT_KEY_MAX = 60
const GIFT_WORDS_MAX = 40
const BADGE_WORDS_MAX = 20
const NUMBERS_MAX = 200
const HAND_OVER_KEY_MAX = 100
const HAND_OVER_LINES_MAX = 200
const HAND_OVER_UNITS_MAX = 999
const LEFT_MAX = 1_000_000
const ACTOR_MAX = 60
const REFUND_REASON_MAX = 200
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
    opener,
    keys,
    changeOf,
  }: {
    readonly at: Date
    readonly offSince: Date | null
    readonly needs: (scope: PluginScope) => void
    /** Who asks, as an order's link is opened. */
    readonly opener: Opener
    readonly keys: () => Promise<StoreKeys>
    readonly changeOf: (change: DeliveryToChange) => Promise<ChangeDeliveryResult>
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
    async openedBy(token) {
      needs('orders:read')
      return typeof token === 'string' ? openedIn(tx, await keys(), { token, opener }) : null
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
    async openDelivery(orderId) {
      needs('orders:deliver')
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: openDelivery: ${NO_ORDER_ID}`)
      const sealed = await findSealedContact(tx, orderId, `${id}.`)
      if (!sealed) return null
      const { name, phone, delivery } = unsealJson<Address>(await keys(), sealed)
      return { name, phone, sealed: delivery ?? {} }
    },
    async changeDelivery(change) {
      needs('orders:deliver')
      const { orderId, method } = change
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: changeDelivery: ${NO_ORDER_ID}`)
      if (method !== 'express' && !method.startsWith(`${id}.`))
        throw new PluginError(`plugin ${id}: changeDelivery: method is one of its own, or express`)
      const isOwn = (await findSealedContact(tx, orderId, `${id}.`)) !== null
      return isOwn ? changeOf({ ...change, actor: id, at }) : { changed: false, reason: 'no_order' }
    },
    async lowerTake({ orderId, kind, id: counter, units }) {
      needs('quotas:take')
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: lowerTake: ${NO_ORDER_ID}`)
      if (!heat.has(kind)) throw new PluginError(`plugin ${id}: lowerTake: kind is one of its own`)
      if (!isCount(units, LEFT_MAX)) throw new PluginError(`plugin ${id}: lowerTake: at least one unit stays`)
      return lowerTake(tx, orderId, { kind, id: counter, units, at })
    },
    async markReady(orderId, isReady) {
      needs('orders:deliver')
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: markReady: ${NO_ORDER_ID}`)
      return markReady(tx, orderId, { plugin: id, readyAt: isReady ? at : null })
    },
    async refundUnsent(refund) {
      needs('orders:refund')
      const { orderId, reason, by } = refund
      if (!isIdOf('ord', orderId)) throw new PluginError(`plugin ${id}: refundUnsent: ${NO_ORDER_ID}`)
      if (!isName(reason, REFUND_REASON_MAX) || !isName(by, ACTOR_MAX))
        throw new PluginError(`plugin ${id}: refundUnsent: reason and by are short texts`)
      const isOwn = (await findSealedContact(tx, orderId, `${id}.`)) !== null
      return isOwn
        ? refundUnsent(tx, { orderId, reason, actor: by, at })
        : { refunded: false, reason: 'no_order' }
    },
    async handOver(ask) {
      needs('orders:hand-over')
      const fault = whyBadHandOver(ask)
      if (fault) throw new PluginError(`plugin ${id}: handOver: ${fault}`)
      const { orderId, lines, key, by } = ask
      return handOver(tx, { orderId, lines, key: `${id}:${key}`, actor: by, at })
    },
    async undoHandOver({ key, by }) {
      needs('orders:hand-over')
      if (!isName(key, HAND_OVER_KEY_MAX) || !isName(by, ACTOR_MAX))
        throw new PluginError(`plugin ${id}: undoHandOver: key and by are names`)
      return undoHandOver(tx, { key: `${id}:${key}`, actor: by, at })
    },
  }
}

function whyBadHandOver({ orderId, lines, key, by }: HandOver): string | null {
  if (!isIdOf('ord', orderId)) return NO_ORDER_ID
  if (!isName(key, HAND_OVER_KEY_MAX)) return `key has 1 to ${HAND_OVER_KEY_MAX} letters`
  if (!isName(by, ACTOR_MAX)) return `by has 1 to ${ACTOR_MAX} letters`
  if (lines === undefined) return null
  if (lines.length === 0 || lines.length > HAND_OVER_LINES_MAX)
    return `lines are 1 to ${HAND_OVER_LINES_MAX}, or left out for all that is left`
  return lines.every(({ lineId, units }) => isIdOf('lin', lineId) && isCount(units, HAND_OVER_UNITS_MAX))
    ? null
    : 'each of lines is the id of a line and units from 1'
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
