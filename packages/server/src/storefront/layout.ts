import { catalog, media, plugins, type stores } from '@mamapu/core'
import type { Id, Locale } from '@mamapu/kernel'
import type { BlockSlot } from '@mamapu/plugin-sdk'
import type { CategoryLink, Layout, Picture, SlotPart, Slots } from '@mamapu/theme-engine'
import type { Look } from './look.js'
import { pluginsOf } from './prices.js'
import type { Storefront } from './storefront.js'

/** What every page of a shop shows besides its content; read once per configuration version. */
export interface Dress {
  readonly categories: readonly catalog.StorefrontCategory[]
  readonly logo: Picture | null
  readonly banner: Picture | null
}

const dresses = new WeakMap<stores.StoreSnapshot, Promise<Dress>>()

export function dressOf({ app }: Storefront, store: stores.StoreSnapshot): Promise<Dress> {
  const known = dresses.get(store)
  if (known) return known
  const loading = loadDress(app, store)
  dresses.set(store, loading)
  loading.catch(() => dresses.delete(store))
  return loading
}

async function loadDress(app: Storefront['app'], store: stores.StoreSnapshot): Promise<Dress> {
  const { logoId, bannerId } = store.settings
  const ids = [logoId, bannerId].filter((id): id is Id<'med'> => id !== null)
  const [categories, pictures] = await Promise.all([
    catalog.listStorefrontCategories(app.db, store.storeId),
    ids.length > 0 ? media.findPictures(app.db, store.storeId, ids) : new Map<Id<'med'>, media.PictureRow>(),
  ])
  const picture = (id: Id<'med'> | null) => {
    const row = id && pictures.get(id)
    return row ? media.pictureOf(row) : null
  }
  return { categories, logo: picture(logoId), banner: picture(bannerId) }
}

export function categoryLink(category: catalog.StorefrontCategory, locale: Locale): CategoryLink {
  return {
    name: (locale === 'en' && category.nameEn) || category.name,
    url: `/c/${category.slug}`,
    picture: category.picture && media.pictureOf(category.picture),
    icon: null,
    children: [],
  }
}

export interface LayoutInput {
  readonly locale: Locale
  readonly path: string
  readonly title?: string
  readonly description?: string
  readonly tab: Layout['tab']
  readonly noindex?: boolean
  readonly social?: Partial<NonNullable<Layout['social']>>
  readonly slots?: Slots
  readonly notice?: Layout['notice']
}

export async function layoutOf(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  input: LayoutInput,
): Promise<Layout> {
  const { settings } = store
  const dress = await dressOf(storefront, store)
  const title = input.title ? `${input.title} - ${settings.name}` : settings.name
  const description = input.description || settings.tagline
  const image = input.social?.imageUrl ?? dress.banner?.url ?? dress.logo?.url ?? null
  return {
    shop: {
      name: settings.name,
      slug: store.slug,
      tagline: settings.tagline,
      brandColour: settings.brandColor,
      logo: dress.logo,
      contact: { phone: settings.contactPhone || null, wechat: null, hours: null },
      timeZone: store.zone,
    },
    title,
    description,
    canonicalUrl: `${store.origin}${input.path}`,
    noindex: input.noindex ?? settings.publishedAt === null,
    social: {
      type: 'website',
      title: input.title ?? settings.name,
      description,
      priceFen: null,
      ...input.social,
      imageUrl: image && (image.startsWith('http') ? image : `${store.origin}${image}`),
    },
    categories: dress.categories.map((category) => categoryLink(category, input.locale)),
    tab: input.tab,
    announcements: settings.announcement ? [{ text: settings.announcement, url: null }] : [],
    languages: (['zh-CN', 'en'] as const).map((code) => ({
      code,
      name: code === 'en' ? 'English' : '中文',
      url: `/language?code=${code}&next=${encodeURIComponent(input.path)}`,
      current: code === input.locale,
    })),
    slots: input.slots ?? {},
    preview: null,
    notice: input.notice ?? null,
  }
}

/** Plugins' parts as the theme takes them. */
export function slotParts(storefront: Storefront, shown: readonly plugins.ShownPart[]): SlotPart[] {
  return shown.flatMap(({ plugin, block, data }) => {
    const template = storefront.blocks.get(`${plugin}/${block}`)
    return template ? [{ plugin, template, data }] : []
  })
}

export interface FilledSlots {
  readonly slots: Slots
  /** When time alone changes one of them. */
  readonly changesAt: Date | null
}

/** What plugins show in these slots of a page that is the same for everyone of one audience. */
export async function publicSlots(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  names: readonly BlockSlot[],
  input: { look: Look; locale: Locale; subject: object },
): Promise<FilledSlots> {
  const { at, audience } = input.look
  const active = await pluginsOf(storefront, store, input.look)
  const slots: Slots = {}
  let changesAt: Date | null = null
  for (const name of names) {
    const asked = {
      subject: input.subject as never,
      at,
      locale: input.locale,
      customer: null,
      facts: audience.facts,
    }
    const skuIds = plugins.goodsAsked(storefront.host, active, name, asked)
    const goods = await plugins.readGoods(storefront.app.db, store.storeId, skuIds, {
      at,
      locale: input.locale,
    })
    const shown = plugins.collectSlot(storefront.host, active, name, { ...asked, goods })
    slots[name] = slotParts(storefront, shown.parts)
    if (shown.changesAt && (!changesAt || shown.changesAt < changesAt)) changesAt = shown.changesAt
  }
  return { slots, changesAt }
}
