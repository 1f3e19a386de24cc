import { catalog } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, type Id, later, must, type StoreId } from '@mamapu/kernel'
import type { DemoCoupon, DemoShop } from '../demo.types.js'
import type { PlannedLine } from '../orders.js'
import { askPlugin } from './ask-plugin.js'
import { findGoods } from './demo.queries.js'
import { merchantOf, type Past } from './past.js'

/** How long the demo's coupons can be claimed, from the day the shop opened. */
const CLAIM_DAYS = 300

/** Makes the shop's coupons as its merchant would, in the plugin's own form; those there already stay. */
export async function makeCoupons(
  past: Past,
  storeId: StoreId,
  shop: DemoShop,
  staffId: Id<'stf'>,
): Promise<void> {
  const known = await couponIds(past, storeId, staffId)
  const scopeIds = await scopeIdsOf(past, storeId)
  for (const coupon of shop.coupons) {
    if (known.has(coupon.title)) continue
    const body = formOf(coupon, scopeIds, past.clock.now())
    const answer = await askPlugin(past, storeId, {
      plugin: 'coupons',
      route: 'POST /coupons',
      by: { staffId },
      body,
    })
    assert(answer.done, `${shop.slug}/${coupon.slug}: ${answer.done ? '' : answer.code}`)
  }
}

type ScopeIds = ReadonlyMap<string, string>

async function scopeIdsOf(past: Past, storeId: StoreId): Promise<ScopeIds> {
  const { db } = past.app
  const { products } = await findGoods(db, storeId)
  const categories = await withTenant(db, storeId, catalog.listCategories)
  return new Map([
    ...[...products].map(([slug, id]) => [`product ${slug}`, id] as const),
    ...categories.map(({ slug, id }) => [`category ${slug}`, id] as const),
  ])
}

function formOf(coupon: DemoCoupon, scopeIds: ScopeIds, at: Date): object {
  const { title, value, scope, thresholdFen, issuesTotal, perPerson, code, validDays } = coupon
  return {
    title,
    ...(value.kind === 'amount'
      ? { kind: 'amount', amountFen: value.amountFen }
      : {
          kind: 'rate',
          offBps: value.discountBps,
          ...(value.maxFen === undefined ? {} : { capFen: value.maxFen }),
        }),
    thresholdFen,
    scope: scope.kind === 'all' ? 'all' : scope.kind === 'category' ? 'categories' : 'products',
    ...(scope.kind === 'all'
      ? {}
      : { scopeIds: scope.slugs.map((slug) => must(scopeIds.get(`${scope.kind} ${slug}`), `no ${slug}`)) }),
    total: issuesTotal,
    perPerson,
    ...(code === undefined ? { claim: 'shop' } : { claim: 'code', code }),
    claimFrom: at.toISOString(),
    claimUntil: later(at, CLAIM_DAYS * DAY).toISOString(),
    validity: 'relative',
    validDays,
  }
}

/** The shop's coupons by title. */
async function couponIds(
  past: Past,
  storeId: StoreId,
  staffId: Id<'stf'>,
): Promise<ReadonlyMap<string, string>> {
  const answer = await askPlugin(past, storeId, { plugin: 'coupons', route: 'GET /coupons', by: { staffId } })
  assert(answer.done, 'staff may list coupons')
  const { items } = answer.body as { items: { id: string; title: string }[] }
  return new Map(items.map(({ id, title }) => [title, id]))
}

/** Gives shoppers of one shop coupons, the way they would get them. */
export class CouponCounter {
  readonly #past: Past
  readonly #storeId: StoreId
  readonly #shop: DemoShop
  readonly #ids: ReadonlyMap<string, string>

  private constructor(past: Past, storeId: StoreId, shop: DemoShop, ids: ReadonlyMap<string, string>) {
    this.#past = past
    this.#storeId = storeId
    this.#shop = shop
    this.#ids = ids
  }

  static async open(past: Past, storeId: StoreId, shop: DemoShop): Promise<CouponCounter> {
    return new CouponCounter(past, storeId, shop, await couponIds(past, storeId, merchantOf(past)))
  }

  /** Claims a coupon that suits the basket, or types its code; a shopper who has had all of theirs goes without. */
  async claimFor(customerId: CustomerId, lines: readonly PlannedLine[], random: () => number): Promise<void> {
    const fitting = this.#shop.coupons.filter((coupon) => this.#suits(coupon, lines))
    const coupon = fitting[Math.floor(random() * fitting.length)]
    if (!coupon) return
    const ask = coupon.code
      ? ({ route: 'POST /redeem', body: { code: coupon.code } } as const)
      : ({
          route: 'POST /coupons/:couponId/claim',
          params: { couponId: must(this.#ids.get(coupon.title), `no coupon ${coupon.title}`) },
        } as const)
    await askPlugin(this.#past, this.#storeId, { plugin: 'coupons', by: { customerId }, ...ask })
  }

  #suits({ scope, thresholdFen }: DemoCoupon, lines: readonly PlannedLine[]): boolean {
    const worthFen = lines.reduce((sum, { productSlug, skuCode, quantity }) => {
      const product = must(
        this.#shop.products.find(({ slug }) => slug === productSlug),
        `no product ${productSlug}`,
      )
      const slug = scope.kind === 'category' ? product.category : product.slug
      if (scope.kind !== 'all' && !scope.slugs.includes(slug)) return sum
      const { priceFen } = must(
        product.variants.find(({ code }) => code === skuCode),
        `no SKU ${skuCode}`,
      )
      return sum + priceFen * quantity
    }, 0)
    return worthFen > 0 && worthFen >= thresholdFen
  }
}
