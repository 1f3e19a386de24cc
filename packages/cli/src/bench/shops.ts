import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { catalog, fulfilment, media, plugins, stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import {
  assert,
  DAY,
  type Fen,
  type Id,
  later,
  MINUTE,
  must,
  type SkuId,
  type StoreId,
  toFen,
} from '@mamapu/kernel'
import type { Product } from '../product/compose.js'
import { workspaceRoot } from '../workspace.js'
import { openSale, SALE_FEN } from './open-sale.js'

/** Stores in the installation under test, the big one among them. */
export const STORES = 1000
const PRODUCTS = 240
const CATEGORIES = 8
const SIZES = ['59', '66', '73'] as const
const STOCK = 1_000_000
const PICTURES = 8
const AT_ONCE = 6

export interface Sellable {
  readonly skuId: SkuId
  readonly priceFen: Fen
  readonly productSlug: string
}

/** The shop whose pages and orders are measured. */
export interface BigShop {
  readonly slug: string
  readonly productSlugs: readonly string[]
  readonly categorySlugs: readonly string[]
  readonly skus: readonly Sellable[]
  /** What everybody wants: in a flash sale that runs, at its price, with hundreds of thousands of its own units. */
  readonly hot: Sellable
  /** In the same sale, at its price, of which there is none left. */
  readonly soldOut: Sellable
}

export interface Town {
  readonly big: BigShop
  /** Every shop's slug; each has one product, at `/p/p-0`. */
  readonly slugs: readonly string[]
}

/** One parcel of at most a kilogram costs this, from `FREE_OVER_FEN` on nothing. */
export const POSTAGE_FEN = 800
export const FREE_OVER_FEN = 19_900

/** Opens all shops through the use cases of the product: nothing a merchant could not have made. */
export async function openTown(product: Product): Promise<Town> {
  const slugs = Array.from({ length: STORES }, (_, index) => `bench-${index}`)
  const big = await openBig(product, 'bench-big')
  const waiting = [...slugs]
  const work = async () => {
    for (let slug = waiting.shift(); slug; slug = waiting.shift()) await openSmall(product, slug)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { big, slugs }
}

async function openSmall(product: Product, slug: string): Promise<void> {
  const at = product.clock.now()
  const storeId = await openStore(product, slug, at)
  await withTenant(product.app.db, storeId, async (tx) => {
    const input = { slug: 'all', name: '全部', nameEn: 'All', mediaId: null, position: 0 }
    const category = await catalog.createCategory(tx, input, at)
    assert(category.saved, `a category of ${slug} was not saved`)
    const one = goods(0, { categoryIds: [category.categoryId], mediaIds: [] })
    const result = await catalog.createProduct(tx, one, { actor: 'bench', at })
    assert(result.saved, `a product of ${slug} was not saved`)
  })
}

async function openBig(product: Product, slug: string): Promise<BigShop> {
  const at = product.clock.now()
  const { db } = product.app
  const storeId = await openStore(product, slug, at)
  const mediaIds = await storePictures(product, storeId, at)
  const categories = await withTenant(db, storeId, async (tx) => {
    const made: { id: Id<'cat'>; slug: string }[] = []
    for (let index = 0; index < CATEGORIES; index += 1) {
      const input = {
        slug: `c-${index}`,
        name: `分类${index}`,
        nameEn: `Category ${index}`,
        mediaId: mediaIds[index % mediaIds.length] ?? null,
        position: index,
      }
      const result = await catalog.createCategory(tx, input, at)
      assert(result.saved, 'a category was not saved')
      made.push({ id: result.categoryId, slug: input.slug })
    }
    return made
  })
  for (let index = 0; index < PRODUCTS; index += 1) {
    const category = must(categories[index % CATEGORIES], 'a category')
    const pictures = [0, 1, 2].map((nth) => must(mediaIds[(index + nth) % mediaIds.length], 'a picture'))
    const input = goods(index, { categoryIds: [category.id], mediaIds: pictures })
    const result = await withTenant(db, storeId, (tx) =>
      catalog.createProduct(tx, input, { actor: 'bench', at: later(at, index) }),
    )
    assert(result.saved, `product ${index} was not saved`)
  }
  await withTenant(db, storeId, async (tx) => {
    const rule = {
      regions: [],
      first: 1000,
      firstFen: toFen(POSTAGE_FEN),
      step: 1000,
      stepFen: toFen(200),
      freeOverFen: toFen(FREE_OVER_FEN),
      freeOverPieces: null,
      excluded: false,
    }
    const usual = { id: 'usual', name: '', charge: 'weight' as const, rules: [rule], version: 0 }
    const saved = await fulfilment.saveTemplate(tx, usual, { actor: 'bench', at })
    assert(saved.saved, 'postage was not saved')
  })
  await makeCoupon(product, storeId, at)
  const [hot, soldOut] = [
    await addGoods(product, storeId, at, { index: PRODUCTS, stock: STOCK }),
    await addGoods(product, storeId, at, { index: PRODUCTS + 1, stock: 10 }),
  ]
  const items = [
    { skuId: hot.skuId, units: STOCK / 2 },
    { skuId: soldOut.skuId, units: 1 },
  ]
  await openSale(product, storeId, { items, soldOut: soldOut.skuId, postageFen: POSTAGE_FEN })
  return {
    slug,
    hot: { ...hot, priceFen: SALE_FEN },
    soldOut: { ...soldOut, priceFen: SALE_FEN },
    productSlugs: Array.from({ length: PRODUCTS }, (_, index) => `p-${index}`),
    categorySlugs: categories.map((category) => category.slug),
    skus: await readSkus(product, storeId, at),
  }
}

async function addGoods(
  product: Product,
  storeId: StoreId,
  at: Date,
  { index, stock }: { index: number; stock: number },
): Promise<Sellable> {
  const input = goods(index, { categoryIds: [], mediaIds: [] }, stock)
  const by = { actor: 'bench', at }
  const made = await withTenant(product.app.db, storeId, (tx) => catalog.createProduct(tx, input, by))
  assert(made.saved, `product ${index} was not saved`)
  const [sku] = await readSkus(product, storeId, at, [index])
  return must(sku, 'a product has a variant')
}

async function readSkus(
  product: Product,
  storeId: StoreId,
  at: Date,
  indexes: Iterable<number> = Array(PRODUCTS).keys(),
): Promise<Sellable[]> {
  const { db } = product.app
  const skus: Sellable[] = []
  for (const index of indexes) {
    const productSlug = `p-${index}`
    const found = await catalog.findStorefrontProduct(db, storeId, productSlug, later(at, MINUTE))
    for (const { id, priceFen } of must(found, `no product ${productSlug}`).skus)
      skus.push({ skuId: id, priceFen, productSlug })
  }
  return skus
}

/** A published shop with coupons switched on. */
async function openStore(product: Product, slug: string, at: Date): Promise<StoreId> {
  const { db } = product.app
  const made = await stores.createStore(db, { slug, name: `小铺 ${slug}`, at })
  assert(made.created, `${slug} was not made`)
  await withTenant(db, made.storeId, async (tx) => {
    const { version } = await stores.getSettings(tx)
    const patch = { published: true, tagline: '认真挑选的母婴好物', announcement: '满 199 元包邮' }
    const result = await stores.updateSettings(tx, { version, patch, at })
    assert(result.updated, `${slug} was not published`)
  })
  const on = { pluginId: 'coupons', isOn: true, staffId: null, at }
  assert(
    (await plugins.switchPlugin(product.host, made.storeId, on)).switched,
    'coupons were not switched on',
  )
  return made.storeId
}

async function storePictures(product: Product, storeId: StoreId, at: Date): Promise<Id<'med'>[]> {
  const folder = join(workspaceRoot, 'packages/cli/demo/pictures')
  const names = readdirSync(folder).filter((name) => name.endsWith('.webp'))
  const ids: Id<'med'>[] = []
  for (const name of names.slice(0, PICTURES)) {
    const file = { path: join(folder, name), declaredType: 'image/webp', alt: '商品图', at }
    const result = await media.storePicture(product.app, storeId, file)
    assert(result.stored, `${name} was not stored`)
    ids.push(result.media.id)
  }
  return ids
}

/** One open coupon, so that pages show it and every basket is asked about it. */
async function makeCoupon({ host }: Product, storeId: StoreId, at: Date): Promise<void> {
  const loaded = must(host.registry.find('coupons'), 'coupons are not installed')
  const route = must(
    loaded.plugin.routes?.find(({ method, path }) => method === 'POST' && path === '/coupons'),
    'coupons has no such route',
  )
  const body = {
    title: '满 50 减 5',
    kind: 'amount',
    amountFen: 500,
    thresholdFen: 5000,
    scope: 'all',
    total: 1_000_000,
    perPerson: 1,
    claim: 'shop',
    claimFrom: at.toISOString(),
    claimUntil: later(at, 30 * DAY).toISOString(),
    validity: 'relative',
    validDays: 30,
  }
  const work = { loaded, hook: 'bench', at, locale: 'zh-CN', whileOff: false } as const
  const made = await plugins.runInStore(host, storeId, work, (ctx) =>
    route.handle(ctx, { params: {}, query: {}, body }),
  )
  assert(made.on && 'body' in made.value, 'the coupon was not made')
}

function goods(
  index: number,
  { categoryIds, mediaIds }: { categoryIds: readonly Id<'cat'>[]; mediaIds: readonly Id<'med'>[] },
  stock: number = STOCK,
): catalog.ProductInput {
  return {
    slug: `p-${index}`,
    title: `云朵棉婴儿连体衣 ${index} 号`,
    titleEn: `Cloud cotton romper ${index}`,
    sellingPoint: '新疆长绒棉，无骨缝制，按扣换尿布更方便',
    descriptionHtml: `<h2>面料</h2><p>${'亲肤柔软，四季可穿，洗后不变形。'.repeat(20)}</p><ul><li>A 类</li><li>无荧光剂</li></ul>`,
    brand: '云朵',
    status: 'active',
    listedFrom: null,
    listedUntil: null,
    options: ['尺码'],
    ageMinMonths: 0,
    ageMaxMonths: 12,
    stage: 'infant',
    sizeNote: '建议按身高选',
    standard: 'GB 31701-2015 A类',
    shelfLifeDays: null,
    limitUnits: null,
    limitDays: null,
    categoryIds,
    tags: ['新品', '纯棉'],
    mediaIds,
    skus: SIZES.map((size, nth) => ({
      id: null,
      code: null,
      values: [size],
      priceFen: toFen(3900 + (index % 40) * 100 + nth * 200),
      compareAtFen: null,
      costFen: toFen(1500),
      floorFen: toFen(0),
      weightGram: 200,
      barcode: '',
      mediaId: null,
      isActive: true,
      initialStock: stock,
    })),
  }
}
