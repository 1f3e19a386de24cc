import { type CustomerId, DAY, later, must, uuidOf } from '@mamapu/kernel'
import { FOLLOW_PATH, type GoodsView, type PluginContext } from '@mamapu/plugin-sdk'
import { keptQuery, listLooks } from './trail.queries.js'
import { numberOf, stateOf, type Trail, trailsOf } from './trail.rules.js'
import { page, type TrailSettings } from './trail.settings.js'

export const VISITORS_PAGE = '/x/visitor-trail/visitors'
export const PRIVACY_PAGE = '/x/visitor-trail/privacy'

const LOOKS_MAX = 300
const MOST = { visitors: 30, products: 8 }
/** Products one call of `goods` knows. */
const GOODS_MAX = 200

type Ctx = PluginContext<TrailSettings>

/** What the visitors whom her links brought looked at, those alone who said yes. */
export const visitorsPage = page({
  name: 'visitors',
  title: { 'zh-CN': '访客足迹', en: 'Visitors' },
  block: 'visitors',
  signedIn: true,
  async data(ctx) {
    const { tx, at, settings, customer } = ctx
    const { id: owner } = must(customer, 'signed in')
    const since = later(at, -settings.keepDays * DAY)
    const trails = trailsOf(await listLooks(tx, { owner, since, limit: LOOKS_MAX }), MOST)
    const [names, goods] = [await namesOf(ctx, trails), await goodsOf(ctx, trails)]
    return {
      days: settings.keepDays,
      visitors: trails.map((trail) => ({
        name: nameOf(ctx, trail, names),
        at: trail.lastAt.toISOString(),
        products: trail.looks.flatMap(({ productId }) => goods.get(productId) ?? []),
      })),
    }
  },
})

async function namesOf(ctx: Ctx, trails: readonly Trail[]): Promise<ReadonlyMap<CustomerId, string>> {
  const ids = trails.flatMap(({ customerId }) => customerId ?? [])
  return ctx.settings.showsNames && ids.length > 0 ? ctx.customers.maskedNames(ids) : new Map()
}

function nameOf(ctx: Ctx, trail: Trail, names: ReadonlyMap<CustomerId, string>): string {
  const name = trail.customerId && names.get(trail.customerId)
  return name || ctx.t('visitor', { number: numberOf(trail.visitorKey) })
}

async function goodsOf(ctx: Ctx, trails: readonly Trail[]) {
  const ids = new Set(trails.flatMap(({ looks }) => looks.map(({ productId }) => productId)))
  const found = await ctx.goods.ofProducts([...ids].slice(0, GOODS_MAX))
  return new Map(found.map((one: GoodsView) => [one.productId, shownOf(one)]))
}

const shownOf = ({ title, path, priceFen, picture }: GoodsView) => ({ title, url: path, priceFen, picture })

/** What a shopper is told of being followed, and where they take their word back. */
export const privacyPage = page({
  name: 'privacy',
  title: { 'zh-CN': '足迹与隐私', en: 'Being seen, and your privacy' },
  block: 'privacy',
  async data({ tx, visitor, settings }) {
    const [row] = await keptQuery(tx.sql, {
      tenantId: tx.tenantId,
      visitorKey: visitor?.key ?? null,
      customerId: visitor?.customerId ? uuidOf(visitor.customerId) : null,
    })
    const state = stateOf(visitor)
    return {
      days: settings.keepDays,
      showsNames: settings.showsNames,
      kept: row?.kept ?? 0,
      action: FOLLOW_PATH,
      next: PRIVACY_PAGE,
      isNobody: state === 'nobody',
      isUnasked: state === 'unasked',
      isYes: state === 'yes',
      isNo: state === 'no',
    }
  },
})
