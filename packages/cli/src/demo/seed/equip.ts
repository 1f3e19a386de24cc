import { catalog, media, type stores } from '@mamapu/core'
import { withTenant } from '@mamapu/db'
import { assert, type CustomerId, DAY, later, localDateOf, must } from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import type { PictureName } from '../pictures.js'
import { askPlugin, deskOf as deskOfPlugin } from './ask-plugin.js'
import { findGoods } from './demo.queries.js'
import type { Past } from './past.js'
import type { PictureShelf } from './picture-shelf.js'

/** Lessons each of those who sell has finished. */
const FINISHED = [2, 1] as const

interface Equipping {
  readonly shop: DemoShop
  readonly shelf: PictureShelf
  readonly sellers: readonly CustomerId[]
  readonly today: Date
}

/** Gives those who sell lessons, material and proofs, in the mechanics' own forms; what is there already stays. */
export async function equip(past: Past, store: stores.StoreSnapshot, equipping: Equipping): Promise<void> {
  const { shop, shelf, sellers, today } = equipping
  if (!shop.equipment) return
  const { lessons, materials, proofs } = shop.equipment
  const desk = deskOf(past, store)
  const { skus } = await findGoods(past.app.db, store.storeId)
  const categories = await withTenant(past.app.db, store.storeId, catalog.listCategories)
  if (await isEmpty(desk, ['training', '/lessons'])) {
    for (const [at, lesson] of lessons.entries())
      await desk('training', 'POST /lessons', { ...lesson, place: at + 1 })
    await finishLessons(past, store, { sellers, today })
  }
  if (await isEmpty(desk, ['content-kit', '/items']))
    for (const { sku, ...item } of materials)
      await desk('content-kit', 'POST /items', {
        ...item,
        ...(typeof sku === 'string' ? { skuId: must(skus.get(sku), sku) } : {}),
      })
  if (await isEmpty(desk, ['brand-proof', '/proofs']))
    for (const { picture, categories: slugs, daysLeft, form } of proofs)
      await desk('brand-proof', 'POST /proofs', {
        ...form,
        pictures: [await keep(past, store, shelf, picture)],
        categoryIds: slugs.map((slug) => must(categories.find((one) => one.slug === slug)?.id, slug)),
        validFrom: localDateOf(later(today, (daysLeft - 365) * DAY), store.zone),
        validUntil: localDateOf(later(today, daysLeft * DAY), store.zone),
      })
}

type Desk = ReturnType<typeof deskOf>

function deskOf(past: Past, { storeId }: stores.StoreSnapshot) {
  return (plugin: string, route: `${'GET' | 'POST'} ${string}`, body: object = {}) =>
    deskOfPlugin(past, storeId, plugin)(route, { body })
}

async function keep(
  { app, clock }: Past,
  { storeId }: stores.StoreSnapshot,
  shelf: PictureShelf,
  name: PictureName,
): Promise<string> {
  const kept = await media.keepPicture(app, storeId, await shelf.get(name), { at: clock.now() })
  assert(kept.stored, `picture ${name} was not kept`)
  return kept.media.id
}

async function isEmpty(desk: Desk, [plugin, path]: readonly [string, string]): Promise<boolean> {
  const { items } = (await desk(plugin, `GET ${path}`)) as { items: readonly unknown[] }
  return items.length === 0
}

async function finishLessons(
  past: Past,
  store: stores.StoreSnapshot,
  { sellers, today }: Pick<Equipping, 'sellers' | 'today'>,
): Promise<void> {
  const { items } = (await deskOf(past, store)('training', 'GET /lessons')) as { items: { id: string }[] }
  const before = past.clock.now()
  for (const [index, customerId] of sellers.entries())
    for (const [nth, { id }] of items.slice(0, FINISHED[index] ?? 0).entries()) {
      past.clock.set(later(today, -(20 - nth) * DAY))
      await askPlugin(past, store.storeId, {
        plugin: 'training',
        route: 'POST /lessons/:id/complete',
        by: { customerId },
        params: { id },
      })
    }
  past.clock.set(before)
}
