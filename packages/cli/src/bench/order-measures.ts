import { randomInt } from 'node:crypto'
import { must } from '@mamapu/kernel'
import { LIMIT_SKUS } from './limits-schema.js'
import { compare, describe, expect, type Load, type Rounds, runLoad, type Work } from './load.js'
import type { Measure } from './measures.js'
import type { Server } from './processes.js'
import { CONTACT, JSON_TYPE, REGION, Shopper, type Wish } from './shopper.js'
import { FREE_OVER_FEN, POSTAGE_FEN } from './shops.js'
import type { Site } from './site.js'
import { type Ask, bytesOf, type Reply, type Wire } from './wire.js'

const ROUNDS: Rounds = { rounds: 3, ms: 1000, warm: { count: 4000, ms: 3000 } }
const SETTLE = { count: 1500, ms: 3000 }
const CLIENTS = [1, 8, 32] as const
function wish({ town }: Site): Wish {
  const { skus } = town.big
  const first = randomInt(skus.length)
  const second = (first + 1 + randomInt(skus.length - 1)) % skus.length
  const chosen = [must(skus[first], 'a SKU'), must(skus[second], 'a SKU')] as const
  const goodsFen = chosen[0].priceFen + chosen[1].priceFen
  return { skus: chosen, totalFen: goodsFen + (goodsFen >= FREE_OVER_FEN ? 0 : POSTAGE_FEN) }
}

/** Buying two things in one call, as a visitor who has been here before. The server itself refuses a wrong total. */
function buyNow(site: Site, { port }: Server, clients: number): Load {
  const work = (): Work => {
    let shopper: Shopper | null = null
    return async (wire) => {
      if (!shopper) {
        shopper = new Shopper(wire, site.hostOf(site.town.big.slug, port))
        await shopper.begin()
      }
      await shopper.order(wish(site), true)
    }
  }
  return { port, clients, work }
}

/** Session, two things into the cart, the cart, the price at an address, the price as chosen, the order, its page. */
function purchase(site: Site, { port }: Server, clients: number): Load {
  const host = site.hostOf(site.town.big.slug, port)
  const work = (): Work => async (wire) => {
    const shopper = new Shopper(wire, host)
    const wanted = wish(site)
    const total = `"payable":{"amount":${wanted.totalFen},"currency":"CNY"}`
    await shopper.begin()
    for (const { skuId } of wanted.skus) await shopper.post('/cart/lines', { skuId, quantity: 1 })
    await shopper.get('/cart')
    const priced = await shopper.post('/checkout/quote', { regionCode: REGION })
    expect(priced.body.includes(total), `the price is not ${total}`, priced)
    const chosen = await shopper.post('/checkout/quote', { regionCode: REGION, choices: 'best' })
    expect(chosen.body.includes(total), `the price is not ${total}`, chosen)
    const token = await shopper.order(wanted, false)
    const order = await shopper.get(`/orders/${token}`)
    expect(
      order.body.includes(`"amount":${wanted.totalFen},`),
      `the order's total is not ${wanted.totalFen}`,
      order,
    )
  }
  return { port, clients, work }
}

async function limitCall(wire: Wire, ask: Omit<Ask, 'host'>, status: number): Promise<Reply> {
  const reply = await wire.ask(bytesOf({ host: 'localhost', ...ask }))
  expect(reply.status === status, ask.path, reply)
  return reply
}

function limitPost(wire: Wire, path: string, body: object, session = '', status = 200): Promise<Reply> {
  const headers = { 'content-type': JSON_TYPE, 'x-session': session }
  return limitCall(wire, { path, method: 'POST', headers, body: JSON.stringify(body) }, status)
}

function limitSkus(): readonly [number, number] {
  const first = randomInt(LIMIT_SKUS)
  return [first, (first + 1 + randomInt(LIMIT_SKUS - 1)) % LIMIT_SKUS]
}

function limitBuyNow({ port }: Server, clients: number): Load {
  const contact = JSON.stringify(CONTACT)
  const work = (): Work => async (wire) => {
    const lines = limitSkus().map((sku) => ({ sku, quantity: 1, paidFen: 3900 }))
    await limitPost(wire, '/buy', { lines, totalFen: 7800, contact }, '', 201)
  }
  return { port, clients, work }
}

function limitPurchase({ port }: Server, clients: number): Load {
  const work = (): Work => async (wire) => {
    const begun = await limitPost(wire, '/session', {}, '', 201)
    const { token } = JSON.parse(begun.body.toString()) as { token: string }
    for (const sku of limitSkus()) await limitPost(wire, '/lines', { sku, quantity: 1 }, token)
    await limitCall(wire, { path: '/cart', headers: { 'x-session': token } }, 200)
    await limitPost(wire, '/address', { value: JSON.stringify(CONTACT) }, token)
    await limitPost(wire, '/choice', { value: 'best' }, token)
    const placed = await limitPost(wire, '/place', {}, token, 201)
    const { id, total } = JSON.parse(placed.body.toString()) as { id: string; total: number }
    const order = await limitCall(wire, { path: `/orders/${id}` }, 200)
    expect(total === 7800 && order.body.includes('"total_fen":"7800"'), 'the total of an order', order)
  }
  return { port, clients, work }
}

interface OrderPair {
  readonly name: string
  readonly about: string
  ours(site: Site, server: Server, clients: number): Load
  limit(server: Server, clients: number): Load
}

const settled = new WeakMap<Site, Promise<void>>()

/**
 * Some orders first, then statistics: a shop that sells has both, and plans made over empty tables are nobody's. Once
 * per site.
 */
export function settle(site: Site, product: Server, limits: Server): Promise<void> {
  const before = settled.get(site)
  if (before) return before
  const settling = (async () => {
    for (const { ours, limit } of [buyNowPair, purchasePair]) {
      await runLoad(ours(site, product, 8), SETTLE.ms, SETTLE.count)
      await runLoad(limit(limits, 8), SETTLE.ms, SETTLE.count)
    }
    await site.analyse()
  })()
  settled.set(site, settling)
  return settling
}

function measuresOf({ name, about, ours, limit }: OrderPair): Measure[] {
  return CLIENTS.map((clients) => ({
    name: `${name}.c${clients}`,
    about,
    async run(site, say) {
      const [product, limits] = [await site.product(), await site.limits()]
      await settle(site, product, limits)
      const found = await compare(
        { ours: ours(site, product, clients), limit: limit(limits, clients) },
        ROUNDS,
      )
      say(describe(`${name}.c${clients} ours`, found.ours))
      say(describe(`${name}.c${clients} limit`, found.limit))
      return {
        measure: `${name}.c${clients}`,
        ours: found.ours.perSecond,
        limit: found.limit.perSecond,
        ratio: found.ours.perSecond / found.limit.perSecond,
        unit: 'orders/s',
      }
    },
  }))
}

export const buyNowPair: OrderPair = {
  name: 'buy-now',
  about: 'pricing, validators, quotas, order and outbox in one call; limit: minimal order SQL, pipelined',
  ours: buyNow,
  limit: limitBuyNow,
}
export const purchasePair: OrderPair = {
  name: 'purchase',
  about: 'a whole purchase in 8 public calls; limit: the same calls doing only their minimal SQL',
  ours: purchase,
  limit: limitPurchase,
}

export const orderMeasures: readonly Measure[] = [...measuresOf(buyNowPair), ...measuresOf(purchasePair)]
