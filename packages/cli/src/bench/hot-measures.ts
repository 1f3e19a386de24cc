import { compare, describe, expect, type Load, type Rounds, type Work } from './load.js'
import type { Measure } from './measures.js'
import { settle } from './order-measures.js'
import type { Server } from './processes.js'
import { CONTACT, JSON_TYPE, Shopper, type Wish } from './shopper.js'
import { POSTAGE_FEN, type Sellable } from './shops.js'
import type { Site } from './site.js'
import { bytesOf } from './wire.js'

const ROUNDS: Rounds = { rounds: 3, ms: 1000, warm: { count: 6000, ms: 3000 } }

const wishFor = (sku: Sellable): Wish => ({ skus: [sku], totalFen: sku.priceFen + POSTAGE_FEN })

interface Crowd {
  readonly name: string
  readonly about: string
  readonly clients: number
  readonly status: 201 | 409
  readonly limitPath: string
  skuOf(site: Site): Sellable
}

/** Many shoppers who were here before, all of whom want the same thing. */
function ours(site: Site, { port }: Server, { clients, status, skuOf }: Crowd): Load {
  const host = site.hostOf(site.town.big.slug, port)
  const shoppers = new Map<number, Shopper>()
  const wish = wishFor(skuOf(site))
  const work = (): Work => async (wire, client) => {
    const known = shoppers.get(client)
    const shopper = known?.on(wire) ?? new Shopper(wire, host)
    if (!known) await shopper.begin()
    shoppers.set(client, shopper)
    await shopper.ask(wish, true, status)
  }
  return { port, clients, work }
}

function limit({ port }: Server, { clients, status, limitPath }: Crowd): Load {
  const body = JSON.stringify({ lines: [{ sku: 0, quantity: 1 }], totalFen: 3900, contact: CONTACT })
  const ask = {
    host: 'localhost',
    path: limitPath,
    method: 'POST',
    headers: { 'content-type': JSON_TYPE },
    body,
  } as const
  const bytes = bytesOf(ask)
  const work = (): Work => async (wire) => {
    const reply = await wire.ask(bytes)
    expect(reply.status === status, limitPath, reply)
  }
  return { port, clients, work }
}

function measureOf(crowd: Crowd): Measure {
  const name = `${crowd.name}.c${crowd.clients}`
  return {
    name,
    about: crowd.about,
    async run(site, say) {
      const [product, limits] = [await site.product(), await site.limits()]
      await settle(site, product, limits)
      const found = await compare({ ours: ours(site, product, crowd), limit: limit(limits, crowd) }, ROUNDS)
      say(describe(`${name} ours`, found.ours))
      say(describe(`${name} limit`, found.limit))
      const [mine, most] = [found.ours.perSecond, found.limit.perSecond]
      return { measure: name, ours: mine, limit: most, ratio: mine / most, unit: '1/s' }
    },
  }
}

export const hotMeasures: readonly Measure[] = [
  measureOf({
    name: 'hot.accepted',
    about:
      'orders of one SKU in a running flash sale, from its own units at its price, durable; limit: micro-batches of one statement, behind Fastify',
    clients: 256,
    status: 201,
    limitPath: '/hot',
    skuOf: ({ town }) => town.big.hot,
  }),
  measureOf({
    name: 'hot.refused',
    about: 'who asks for what is sold out in a running flash sale; limit: Fastify says no',
    clients: 64,
    status: 409,
    limitPath: '/gone',
    skuOf: ({ town }) => town.big.soldOut,
  }),
]
