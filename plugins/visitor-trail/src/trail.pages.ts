import { type CustomerId, DAY, later, must, uuidOf } from '@mamapu/kernel'
import { FOLLOW_PATH, type GoodsView, type PluginContext } from '@mamapu/plugin-sdk'
import { keptQuery, listLooks, listOwners } from './trail.queries.js'
import { numberOf, stateOf, type Trail, trailsOf } from './trail.rules.js'
import { page, type TrailSettings } from './trail.settings.js'

export const VISITORS_PAGE = '/x/visitor-trail/visitors'
export const PRIVACY_PAGE = '/x/visitor-trail/privacy'

const LOOKS_MAX = 300
const MOST = { visitors: 30, products: 8 }
/** Products one call of `goods` knows. */
const GOODS_MAX = 200
const SEERS_MAX = 20

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
  async data(ctx) {
    const { tx, visitor, settings } = ctx
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
      ask: visitor?.ask ?? '',
      asks: visitor?.cameBy ? ((await friendsOf(ctx, [visitor.cameBy]))[0] ?? '') : '',
      seers: await seersOf(ctx),
      isNobody: state === 'nobody',
      isUnasked: state === 'unasked',
      isYes: state === 'yes',
      isNo: state === 'no',
    }
  },
})

/** By name who has something kept of the visitor: nobody is seen by somebody she cannot name. */
async function seersOf(ctx: Ctx): Promise<string> {
  const { key: visitorKey = null, customerId = null } = ctx.visitor ?? {}
  const owners = await listOwners(ctx.tx, { visitorKey, customerId, limit: SEERS_MAX })
  return (await friendsOf(ctx, owners)).join(ctx.locale === 'en' ? ', ' : '、')
}

/** People who share, masked. */
async function friendsOf(ctx: Ctx, ids: readonly CustomerId[]): Promise<readonly string[]> {
  const names = ids.length === 0 ? new Map() : await ctx.customers.maskedNames(ids)
  return ids.map((id) => names.get(id) || ctx.t('friend', { number: id.slice(-4).toUpperCase() }))
}
