import { type App, fulfilment, plugins, staff, stores } from '@mamapu/core'
import { type TenantTx, withTenant } from '@mamapu/db'
import { assert, must, OutsideError, type StoreId, toFen } from '@mamapu/kernel'
import type { DemoShop } from '../demo.types.js'
import { switchOnMechanics } from './campaigns.js'
import { makeCoupons } from './coupons.js'
import type { DemoNote } from './demo-note.js'
import { joinClerk } from './demo-people.js'
import { fillShelves, type KeptPictures, keepPictures } from './fill-shelves.js'
import type { Past } from './past.js'
import type { PictureShelf } from './picture-shelf.js'

/** In this shop coupons stay off, so that the difference can be seen. */
const WITHOUT_COUPONS: ReadonlySet<string> = new Set(['yingdi'])

export const hasCoupons = ({ slug }: DemoShop) => !WITHOUT_COUPONS.has(slug)

/** The demo merchant's shop of that name, opened now if it is not there yet. */
export async function openStore(past: Past, shop: DemoShop, people: DemoNote['people']): Promise<StoreId> {
  const { db } = past.app
  const ownerId = must(people.merchant.staffId, 'the merchant has an account')
  const at = past.clock.now()
  const result = await stores.createStore(db, { slug: shop.slug, name: shop.name, ownerId, at })
  if (result.created) return result.storeId
  const own = (await staff.listStoresOf(db, ownerId)).find(({ slug }) => slug === shop.slug)
  if (own) return own.storeId
  throw new OutsideError(
    'DEMO_SLUG_TAKEN',
    `已有名为 ${shop.slug} 的店铺，示例店铺没有建立 · there is a shop ${shop.slug} already, the demo was not made`,
  )
}

interface Furnishing {
  readonly people: DemoNote['people']
  readonly shelf: PictureShelf
}

/** Everything a merchant does before the first order; what is done already stays. */
export async function furnish(
  past: Past,
  storeId: StoreId,
  shop: DemoShop,
  { people, shelf }: Furnishing,
): Promise<void> {
  const staffId = must(people.merchant.staffId, 'the merchant has an account')
  await joinClerk(past, storeId, people)
  const pictures = await keepPictures(past, storeId, shop, shelf)
  await describe(past, storeId, shop, pictures)
  await chargeDelivery(past, storeId, shop, staffId)
  await fillShelves(past, storeId, shop, { pictures, actor: staffId })
  await switchOnMechanics(past, storeId, shop)
  if (!hasCoupons(shop)) return
  const at = past.clock.now()
  const on = { pluginId: 'coupons', staffId, isOn: true, at }
  assert((await plugins.switchPlugin(past.host, storeId, on)).switched, 'coupons can be switched on')
  await makeCoupons(past, storeId, shop, staffId)
}

async function describe(past: Past, storeId: StoreId, shop: DemoShop, pictures: KeptPictures): Promise<void> {
  const [first] = shop.stores
  await save(past.app, storeId, {
    tagline: shop.tagline,
    brandColor: shop.brandColour.toLowerCase(),
    logoId: must(pictures.get(shop.logo), 'a shop has a logo'),
    bannerId: must(pictures.get(shop.banner), 'a shop has a banner'),
    announcement: shop.announcements[0] ?? '',
    story: shop.stories.map(({ title, bodyHtml }) => `${title}\n${plain(bodyHtml)}`).join('\n\n'),
    ...(first ? { contactPhone: first.phone, address: first.address } : {}),
  })
}

/** Opens the doors: from here on orders can be placed. */
export async function publish({ app }: Past, storeId: StoreId): Promise<void> {
  await save(app, storeId, { published: true })
}

async function save(
  app: App,
  storeId: StoreId,
  patch: Parameters<typeof stores.updateSettings>[1]['patch'],
): Promise<void> {
  const at = app.clock.now()
  const result = await withTenant(app.db, storeId, async (tx) => {
    const { version } = await stores.getSettings(tx)
    return stores.updateSettings(tx, { version, patch, at })
  })
  assert(result.updated, 'the settings of a demo shop can be saved')
}

/** Text of simple HTML, a line per block. */
function plain(html: string): string {
  return html
    .replace(/<\/(?:p|li)>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .trim()
}

async function chargeDelivery(past: Past, storeId: StoreId, shop: DemoShop, actor: string): Promise<void> {
  const at = past.clock.now()
  const rules = shop.shipping.map((rule) => ({
    regions: rule.provinceCodes,
    first: rule.firstGrams,
    firstFen: toFen(rule.firstFeeFen),
    step: rule.nextGrams,
    stepFen: toFen(rule.nextFeeFen),
    freeOverFen: rule.freeOverFen === null ? null : toFen(rule.freeOverFen),
    freeOverPieces: null,
    excluded: false,
  }))
  const isSaved = await withTenant(past.app.db, storeId, async (tx) => {
    const { templates } = await fulfilment.readDeliverySetup(tx)
    if (templates.some(({ version }) => version > 0)) return true
    const usual = { id: 'usual', name: '', charge: 'weight' as const, rules, version: 0 }
    const { saved } = await fulfilment.saveTemplate(tx, usual, { actor, at })
    return saved && (await bringNearby(tx, shop, { actor, at }))
  })
  assert(isSaved, `${shop.slug}: the delivery charges were not saved`)
}

/** To the city of the shop, with the times every shop begins with. */
async function bringNearby(tx: TenantTx, { localRegions }: DemoShop, edit: { actor: string; at: Date }) {
  if (localRegions === undefined) return true
  const { local } = await fulfilment.readDeliverySetup(tx)
  const settings = { ...local.settings, regions: localRegions }
  return (await fulfilment.saveLocal(tx, { isOn: true, settings, version: local.version }, edit)).saved
}
