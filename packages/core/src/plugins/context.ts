import type { TenantTx } from '@mamapu/db'
import { type CustomerId, type Id, type Locale, newId, type OrderId, uuidOf } from '@mamapu/kernel'
import {
  type PluginContext,
  PluginError,
  type PluginScope,
  type StaffScope,
  type Visitor,
} from '@mamapu/plugin-sdk'
import { listEnded, plannedRounds, resultOf } from '../campaigns/index.js'
import { emit } from '../events/index.js'
import { post } from '../ledger/index.js'
import { insertStaffNotice } from '../notifications/index.js'
import { areShort, isName } from './asked-of-core.js'
import { audienceService, personKeyOf } from './audience-service.js'
import { customerService } from './customer-service.js'
import { earningService } from './earning-service.js'
import { findPersonHash } from './fact.queries.js'
import { goodsService } from './goods-service.js'
import { guardService } from './guard-service.js'
import type { PluginHost } from './host.js'
import { linkService } from './link-service.js'
import { mediaService } from './media-service.js'
import { categoryOf } from './message-events.js'
import { orderService } from './order-service.js'
import { isPaidAfter } from './order-view.queries.js'
import { posterService } from './poster-service.js'
import { preparedService } from './prepared-service.js'
import { quotaService } from './quota-service.js'
import type { LoadedPlugin } from './registry.js'
import { listSwitchedOn } from './switch.queries.js'
import { fillText, showText } from './texts.rules.js'
import { vaultService } from './vault-service.js'

/** Who and what a piece of a plugin's work is for. */
export interface Work {
  readonly tx: TenantTx
  readonly at: Date
  readonly locale: Locale
  readonly storeLocale: Locale
  readonly zone: string
  readonly settings: unknown
  /** Null while the plugin is on. */
  readonly offSince: Date | null
  /** What the work is about, where an event told of an order. */
  readonly orderId: OrderId | null
  readonly customerId: CustomerId | null
  readonly staffId: Id<'stf'> | null
  /** What that member of staff may do. */
  readonly staffMay: (scope: StaffScope) => boolean
  /** A guest's session, where there is one. */
  readonly sessionHash: string | null
  /** The browser that asked; null where none did, and for one that keeps no session yet. */
  readonly visitor: Visitor | null
  /** Scheme and host of the shop. */
  readonly origin: string
  /** The plugin says that cached pages are no longer right. */
  readonly onPagesChanged: () => void
  /** The plugin has the guard look at words itself. */
  readonly onGuarded: () => void
}

const KEY_MAX = 120
const STAFF_WORDS_MAX = 200

/** Everything a plugin may touch in one transaction; a service it has no scope for throws when it is used. */
export async function contextFor(host: PluginHost, loaded: LoadedPlugin, work: Work): Promise<PluginContext> {
  const { tx, at, locale, zone, offSince, orderId } = work
  const { id, plugin } = loaded
  const needs = (scope: PluginScope) => {
    if (!(plugin.scopes ?? []).includes(scope))
      throw new PluginError(`plugin ${id}: uses ${scope} without declaring it in scopes`)
  }
  return Object.freeze({
    tx,
    storeId: tx.storeId,
    at,
    locale,
    zone,
    settings: work.settings,
    isOn: offSince === null,
    customer: work.customerId && (await personOf(tx, work.customerId)),
    staff: work.staffId && { id: work.staffId, may: work.staffMay },
    log: {
      info: (data: object, message: string) =>
        host.log.info({ ...data, storeId: tx.storeId, plugin: id }, message),
      warn: (data: object, message: string) =>
        host.log.warn({ ...data, storeId: tx.storeId, plugin: id }, message),
    },
    newId: () => newId('plg', at),
    t: (key: string, values?: Readonly<Record<string, string | number>>) =>
      showText(loaded.texts, locale, key, values),
    quotas: quotaService(loaded, tx, {
      at,
      needs,
      isTooLate: async () => offSince !== null && orderId !== null && isPaidAfter(tx, orderId, offSince),
    }),
    vault: vaultService(id, () => host.services.keysOf(tx.storeId)),
    orders: orderService(loaded, tx, {
      at,
      offSince,
      needs,
      opener: { customerId: work.customerId, sessionHash: work.sessionHash },
      keys: () => host.services.keysOf(tx.storeId),
      changeOf: (change) => host.services.changeDelivery(tx, change),
    }),
    customers: customerService(loaded, tx, { at, needs }),
    audience: audienceService(loaded, tx, needs),
    campaigns: {
      rounds: async (_mechanic, span) =>
        (await plannedRounds(tx, host.registry, { ...span, at: span.at ?? at, plugin: id })) as never,
      resultOf: (campaignId, span) =>
        resultOf(
          tx,
          { plugin: (plugin.scopes ?? []).includes('campaigns:read') ? null : id, id: campaignId },
          span,
        ),
      ended: async (span) => {
        needs('campaigns:read')
        return listEnded(tx, span)
      },
    },
    goods: goodsService(host, tx, { at, locale }),
    regions: () => host.services.regions(),
    prepared: preparedService(work),
    visitor: work.visitor,
    media: mediaService(tx, host.services),
    guard: guardService(id, tx, {
      actor: work.staffId ?? work.customerId ?? id,
      at,
      onCheck: work.onGuarded,
    }),
    earnings: earningService(loaded, tx, { at, zone, needs }),
    links: linkService(loaded, tx, { at, zone, origin: work.origin, needs }),
    posters: posterService(loaded, tx, { at, origin: work.origin, needs }),
    ledger: {
      post: async (transfer) => {
        needs('ledger:post')
        return post(tx, { leg: '', ...transfer, cause: `${id}:${transfer.cause}`, at })
      },
    },
    tellStaff: async ({ key, words, isUrgent = false }) => {
      if (!isName(key, KEY_MAX) || !areShort(words, STAFF_WORDS_MAX))
        throw new PluginError(
          `plugin ${id}: a notice has a key, and up to ${STAFF_WORDS_MAX} letters in both languages`,
        )
      const notice = { id: newId('msg', at), source: id, key, words, isUrgent, createdAt: at }
      return insertStaffNotice(tx, notice)
    },
    tellOccasion: async (occasion) => {
      needs('occasions:tell')
      await emit(tx, 'occasion.came', occasion, at)
    },
    enhancers: async () => {
      const ids = (plugin.enhancedBy ?? []).filter((other) => host.registry.find(other))
      return new Set(ids.length === 0 ? [] : await listSwitchedOn(tx, ids))
    },
    pagesChanged: async () => work.onPagesChanged(),
    notify: async (message) => {
      needs('messages:send')
      // What a shopper does is answered in the shopper's language; everybody else is told in the store's.
      const told = work.customerId === message.customerId ? locale : work.storeLocale
      const text = fillText(loaded.texts, told, `message.${message.template}`, message.data)
      if (text === null) throw new PluginError(`plugin ${id}: there is no text message.${message.template}`)
      await host.services.sendMessage(tx, {
        storeId: tx.storeId,
        customerId: message.customerId,
        template: `${id}.${message.template}`,
        text,
        data: message.data,
        dedupeKey: `${id}:${message.dedupeKey}`,
        at,
        locale: told,
        category: categoryOf(plugin, message.template),
      })
    },
  } satisfies PluginContext)
}

async function personOf(tx: TenantTx, customerId: CustomerId): Promise<PluginContext['customer']> {
  const found = await findPersonHash(tx.sql, tx.tenantId, uuidOf(customerId))
  if (!found) return null
  return Object.freeze({ id: customerId, personKey: personKeyOf(customerId, found.phoneHash) })
}
