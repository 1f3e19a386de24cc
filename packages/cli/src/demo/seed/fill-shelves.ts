import { catalog, media } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, type Id, must, type StoreId, toFen } from '@mamapu/kernel'
import type { DemoProduct, DemoShop, DemoVariant } from '../demo.types.js'
import type { PictureName } from '../pictures.js'
import { findGoods } from './demo.queries.js'
import type { Past } from './past.js'
import type { PictureShelf } from './picture-shelf.js'

/** Products saved in one transaction, pictures drawn side by side. */
const AT_ONCE = 10

export type KeptPictures = ReadonlyMap<PictureName, Id<'med'>>

/** Gives the shop its own copies of every picture it shows. */
export async function keepPictures(
  past: Past,
  storeId: StoreId,
  shop: DemoShop,
  shelf: PictureShelf,
): Promise<KeptPictures> {
  const names = new Set<PictureName>([
    shop.logo,
    shop.banner,
    ...shop.stories.map(({ picture }) => picture),
    ...shop.categories.map(({ icon }) => icon),
    ...shop.products.flatMap(({ pictures }) => pictures),
  ])
  const at = past.clock.now()
  const kept = new Map<PictureName, Id<'med'>>()
  const waiting = [...names]
  for (let some = waiting.splice(0, AT_ONCE); some.length > 0; some = waiting.splice(0, AT_ONCE)) {
    // Drawing takes longest: whoever is told to stop does not finish it first.
    past.clock.set(at)
    await Promise.all(
      some.map(async (name) => {
        const result = await media.keepPicture(past.app, storeId, await shelf.get(name), { at })
        assert(result.stored, `picture ${name} was not kept`)
        kept.set(name, result.media.id)
      }),
    )
  }
  return kept
}

/** Makes the categories and products that are not there yet, with their opening stock. */
export async function fillShelves(
  past: Past,
  storeId: StoreId,
  shop: DemoShop,
  { pictures, actor }: { pictures: KeptPictures; actor: string },
): Promise<void> {
  const at = past.clock.now()
  const categories = await withTenant(past.app.db, storeId, (tx) => makeCategories(tx, shop, pictures, at))
  const { products: known } = await findGoods(past.app.db, storeId)
  const missing = shop.products.filter(({ slug }) => !known.has(slug))
  for (let first = 0; first < missing.length; first += AT_ONCE)
    await withTenant(past.app.db, storeId, async (tx) => {
      for (const product of missing.slice(first, first + AT_ONCE)) {
        const result = await catalog.createProduct(tx, inputOf(product, categories, pictures), { actor, at })
        assert(
          result.saved,
          `${shop.slug}/${product.slug} was not saved: ${result.saved ? '' : result.reason}`,
        )
      }
    })
}

type Categories = ReadonlyMap<string, Id<'cat'>>

async function makeCategories(
  tx: TenantTx,
  shop: DemoShop,
  pictures: KeptPictures,
  at: Date,
): Promise<Categories> {
  const known = await catalog.listCategories(tx)
  const made = new Map(known.map(({ slug, id }) => [slug, id]))
  for (const [position, { slug, name, nameEn, icon }] of shop.categories.entries()) {
    if (made.has(slug)) continue
    const mediaId = pictures.get(icon) ?? null
    const result = await catalog.createCategory(tx, { slug, name, nameEn, mediaId, position }, at)
    assert(result.saved, `${shop.slug}: category ${slug} was not saved`)
    made.set(slug, result.categoryId)
  }
  return made
}

type Stage = NonNullable<catalog.ProductInput['stage']>

/** The words of the demo's goods for the stages the catalogue knows. */
const STAGES: Readonly<Record<string, Stage>> = {
  婴儿: 'infant',
  婴幼儿: 'infant',
  幼儿: 'toddler',
  '3 段': 'toddler',
  学前: 'preschool',
  学龄: 'school',
  妈妈: 'mother',
}

function inputOf(product: DemoProduct, categories: Categories, pictures: KeptPictures): catalog.ProductInput {
  const { slug, title, titleEn, sellingPoint, descriptionHtml, brand, baby, purchaseLimit } = product
  return {
    slug,
    title,
    titleEn,
    sellingPoint,
    descriptionHtml,
    brand,
    status: 'active',
    listedFrom: null,
    listedUntil: null,
    options: product.options.map(({ name }) => name),
    ageMinMonths: baby.ageMinMonths,
    ageMaxMonths: baby.ageMaxMonths,
    stage: STAGES[baby.stage] ?? null,
    sizeNote: baby.size ?? '',
    standard: baby.standard ?? '',
    shelfLifeDays: baby.shelfLifeDays ?? null,
    limitUnits: purchaseLimit?.quantity ?? null,
    limitDays: purchaseLimit?.days ?? null,
    categoryIds: [must(categories.get(product.category), `no category ${product.category}`)],
    tags: product.tags,
    mediaIds: product.pictures.map((name) => must(pictures.get(name), `no picture ${name}`)),
    skus: product.variants.map(skuOf),
  }
}

function skuOf(variant: DemoVariant): catalog.SkuInput {
  return {
    id: null,
    code: variant.code,
    values: variant.optionValues,
    priceFen: toFen(variant.priceFen),
    compareAtFen: variant.compareAtFen === undefined ? null : toFen(variant.compareAtFen),
    costFen: toFen(variant.costFen),
    floorFen: toFen(0),
    weightGram: variant.weightGrams,
    barcode: '',
    mediaId: null,
    isActive: true,
    initialStock: variant.stock,
  }
}
