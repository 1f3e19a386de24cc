import { parseArgs } from 'node:util'
import { checkout, orders, stores } from '@mamapu/core'
import { formatFen, OutsideError, parseId, toFen } from '@mamapu/kernel'
import { demoShops } from '../demo/shops/index.js'
import { openProduct, type Product } from '../product/compose.js'
import { readConfig } from '../product/config.js'
import type { RunCommand } from './index.js'
import { faultLine, sayOneReplay } from './say-one-replay.js'

const ORDERS_USUAL = 200
const SHOPS_MAX = 10_000

/**
 * What today's rules would make of orders. One: `npm run plugin:replay -- <number or id> [--store mili] [--plugin coupons]`,
 * which ends with 0 when it comes out the same, 3 when it does not, 2 when it cannot be told or a rule failed. The latest of a shop, or of
 * all demo shops: `npm run plugin:replay [-- --store mili --orders 200]`. Reads only.
 */
export const pluginReplay: RunCommand = async (args) => {
  const asked = readArgs(args)
  const quiet = { ...readConfig(process.env), logLevel: 'silent' }
  const product = await openProduct(quiet, () => {}, { wish: 'as-is' })
  try {
    if (asked.order) return await replayOne(product, { ...asked, order: asked.order })
    for (const slug of asked.store ? [asked.store] : demoShops.map(({ slug }) => slug)) {
      const store = await shopOf(product, slug)
      const at = product.clock.now()
      if (store) say(slug, await checkout.replayRules(product.place, store, { at, limit: asked.limit }))
      else if (asked.store) throw noSuchShop(slug)
    }
    return 0
  } finally {
    await product.close()
  }
}

type Order = { readonly number: string } | { readonly orderId: `ord_${string}` }

function readArgs(args: readonly string[]) {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { store: { type: 'string' }, orders: { type: 'string' }, plugin: { type: 'string' } },
  })
  const limit = Number(values.orders ?? ORDERS_USUAL)
  if (!Number.isInteger(limit) || limit < 1 || limit > checkout.REPLAYED_ORDERS_MAX)
    throw new OutsideError('ORDERS_RANGE', `--orders: 1 … ${checkout.REPLAYED_ORDERS_MAX}`)
  const [named, ...more] = positionals
  const order = named === undefined ? null : orderOf(named)
  if (more.length > 0 || (values.plugin !== undefined && !order))
    throw new OutsideError(
      'REPLAY_ARGS',
      '一次重放一个订单，--plugin 也要写明订单 · one order at a time, and --plugin needs one',
    )
  return { store: values.store ?? null, order, plugin: values.plugin ?? null, limit }
}

function orderOf(text: string): Order {
  if (/^\d{14}$/.test(text)) return { number: text }
  const orderId = parseId('ord', text)
  if (orderId) return { orderId }
  throw new OutsideError(
    'NO_ORDER_NUMBER',
    `订单号是 14 位数字，或 ord_ 开头的编号 · an order is named by 14 digits, or an id beginning with ord_: ${text}`,
  )
}

interface OneAsk {
  readonly order: Order
  readonly store: string | null
  readonly plugin: string | null
}

async function replayOne(product: Product, { order, store: slug, plugin }: OneAsk): Promise<number> {
  if (plugin && !product.host.registry.find(plugin))
    throw new OutsideError('NO_SUCH_PLUGIN', `没有安装这个插件 · no such plugin is installed: ${plugin}`)
  const found: { slug: string; replay: checkout.OneReplay }[] = []
  for (const store of await shopsToLookIn(product, slug)) {
    const ask = { order, plugin, at: product.clock.now() }
    const replay = await checkout.replayOneOrder(product.place, store, ask)
    if (replay.replayed || replay.reason !== 'order_not_found') found.push({ slug: store.slug, replay })
  }
  const [one, ...others] = found
  if (!one) throw new OutsideError('NO_SUCH_ORDER', '没有这个订单 · there is no such order')
  if (others.length > 0)
    throw new OutsideError(
      'SEVERAL_ORDERS',
      `几家店都有这个订单号，请用 --store 指明 · several shops have that number, name one by --store: ${found.map((each) => each.slug).join(', ')}`,
    )
  return sayOneReplay(one.slug, one.replay, (line) => console.log(line))
}

async function shopsToLookIn(product: Product, slug: string | null): Promise<stores.StoreSnapshot[]> {
  if (slug !== null) {
    const store = await shopOf(product, slug)
    if (!store) throw noSuchShop(slug)
    return [store]
  }
  const ids = await orders.listShopsWithOrders(product.app.db.sweep, SHOPS_MAX)
  const shops: stores.StoreSnapshot[] = []
  for (const id of ids) {
    const store = await product.directory.byId(id)
    if (store) shops.push(store)
  }
  return shops
}

function shopOf(product: Product, slug: string) {
  const { hostname } = new URL(stores.originOfSlug(product.config.hosts, slug))
  return product.directory.byHost(hostname)
}

const noSuchShop = (slug: string) => new OutsideError('NO_SUCH_SHOP', `没有这家店 · no such shop: ${slug}`)

function say(slug: string, { same, different, skipped, faults }: checkout.RulesReplay): void {
  console.log(
    `${slug}: ${same} 单不变 same, ${different.length} 单不同 different, ${skipped} 单无法重放 cannot be replayed`,
  )
  for (const one of different) {
    const by = checkout.dearerBy(one)
    const sign = by > 0 ? '+' : by < 0 ? '−' : '±'
    const money = `¥${formatFen(one.wasFen)} → ¥${formatFen(one.isFen)} (${sign}¥${formatFen(toFen(Math.abs(by)))})`
    console.log(`  ${one.number}  ${money}  ${one.offers.join(', ')}`)
  }
  for (const one of faults) console.log(`  ${faultLine(one)}`)
}
