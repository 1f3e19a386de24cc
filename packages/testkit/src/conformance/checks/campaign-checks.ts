import { campaigns, plugins } from '@mamapu/core'
import { DAY, HOUR, later, newId, toFen } from '@mamapu/kernel'
import type { Cart } from '@mamapu/pricing'
import type { ConformanceCheck, ConformanceSubject, Faults } from '../check.types.js'
import type { PluginShop } from '../plugin-shop.js'
import { check } from './words-of.js'

const NOTHING = { categories: [], tags: [], products: [], skus: [] }

/** What a mechanic's campaigns keep: read off the clock, and nothing without them. */
export const CAMPAIGN_CHECKS: readonly ConformanceCheck[] = [
  check(
    'campaigns.not-before',
    ['预告期不打折', 'Nothing is offered while a campaign is only announced'],
    ['只为 campaigns.running 出价', 'Offer for campaigns.running alone'],
    (subject) => offered(subject, ({ before }) => (before === 0 ? [] : ['it offers before its start'])),
  ),
  check(
    'campaigns.not-after',
    ['结束的那一刻起不打折', 'Nothing is offered from the end on'],
    ['只为 campaigns.running 出价', 'Offer for campaigns.running alone'],
    (subject) => offered(subject, ({ over }) => (over === 0 ? [] : ['it offers after its end'])),
  ),
  check(
    'campaigns.whole-time',
    ['从第一秒到最后一秒都一样', 'The first second offers what the last does'],
    ['是否进行中由平台按时钟判断', 'Whether it runs is read off the clock by core'],
    (subject) =>
      offered(subject, ({ first, last }) =>
        first === last ? [] : [`${first} offers in its first second, ${last} in its last`],
      ),
  ),
  check(
    'campaigns.paused',
    ['暂停后不打折', 'Nothing is offered while paused'],
    ['只为 campaigns.running 出价', 'Offer for campaigns.running alone'],
    (subject) => offered(subject, ({ paused }) => (paused === 0 ? [] : ['it offers while paused'])),
  ),
]

interface Offered {
  readonly before: number
  readonly first: number
  readonly last: number
  readonly over: number
  readonly paused: number
}

const counted = new WeakMap<ConformanceSubject, Promise<readonly Offered[]>>()

async function offered(
  subject: ConformanceSubject,
  look: (offered: Offered) => readonly string[],
): Promise<Faults> {
  if (!subject.plugin.campaign || subject.configs.length === 0) return null
  const counts = counted.get(subject) ?? countOffers(subject)
  counted.set(subject, counts)
  return (await counts).flatMap((one, index) =>
    look(one).map((fault) => `campaign sample ${index}: ${fault}`),
  )
}

/** How many offers of each sample campaign there are at the edges of its time. */
async function countOffers(subject: ConformanceSubject): Promise<readonly Offered[]> {
  const shop = await subject.filled()
  const { host } = shop.test
  const on = await shop.active()
  const startsAt = later(shop.test.clock.now(), DAY)
  const endsAt = later(startsAt, HOUR)
  return subject.configs.map((config) => {
    const made = madeOf(shop, config, { startsAt, endsAt })
    const offersAt = (at: Date, said: campaigns.Campaign['said'] = 'published') => {
      const compiled = campaigns.compileCampaigns([{ ...made, said }], {
        zone: 'Asia/Shanghai',
        mechanics: host.registry,
      })
      const own = plugins.withCampaigns(on, compiled)
      const facts = plugins.factsAsIf(own, { isMember: true, levelRank: 9 })
      const cart = cartOf(shop, config)
      const offers = plugins.collectOffers(host, own, { cart, facts, at, customer: null })
      return offers.filter(({ campaignId }) => campaignId === made.id).length
    }
    return {
      before: offersAt(later(startsAt, -1)),
      first: offersAt(startsAt),
      last: offersAt(later(endsAt, -1)),
      over: offersAt(endsAt),
      paused: offersAt(startsAt, 'paused'),
    }
  })
}

function madeOf(
  { plugin, test, store }: PluginShop,
  config: object,
  window: { startsAt: Date; endsAt: Date },
): campaigns.Campaign {
  const at = test.clock.now()
  const form = {
    label: '活动',
    config,
    ...window,
    recurrence: null,
    announceMinutes: 60,
    audience: { kind: 'everyone' },
    scope: { ...NOTHING, all: true, except: NOTHING },
    priority: 0,
    commission: { mode: 'usual' },
  } as const
  const draft = campaigns.campaignOfForm(
    test.host.registry,
    { storeId: store.storeId, id: newId('cmp', at), plugin: plugin.id, form },
    at,
  )
  return { ...draft, said: 'published', publishedAt: at }
}

/** A few units of what the config names, or of anything. */
function cartOf({ plugin }: PluginShop, config: object): Cart {
  const named = plugin.campaign?.skusOf?.(config as never) ?? []
  const skuIds: readonly string[] = named.length > 0 ? named.slice(0, 5) : ['sku_1', 'sku_2']
  return {
    regionCode: null,
    lines: skuIds.map((skuId, index) => ({
      lineId: `line-${index}`,
      skuId,
      productId: `prd_${index}`,
      categoryIds: [],
      tags: [],
      quantity: 3,
      unitPriceFen: toFen(100_000),
      floorFen: toFen(0),
      weightGram: 100,
    })),
  }
}
