import { type CustomerId, must, parseId } from '@mamapu/kernel'
import { findItem, findShare, listShared, listShown } from './kit.queries.js'
import { stateOf, textToCopy } from './kit.rules.js'
import { page } from './kit.settings.js'
import type { Item, Share } from './kit.types.js'
import { type Ctx, distributorOf, goodsOf, itemPage, JOIN_PAGE, KIT_PAGE, postersOf, SIZES } from './share.js'

const ITEMS_MAX = 50
/** Pictures of an item in the list. */
const THUMBS_MAX = 3
const WORDS_SHOWN = 60

const NOT_YET = { isDistributor: false, joinUrl: JOIN_PAGE }

/** All material for one who recommends; others are shown how to join. */
export const kitPage = page({
  name: 'kit',
  title: { 'zh-CN': '素材库', en: 'Material' },
  block: 'kit',
  signedIn: true,
  async data(ctx) {
    const customerId = await distributorOf(ctx)
    if (!customerId) return NOT_YET
    const items = await listShown(ctx.tx, ctx.at, ITEMS_MAX)
    const shared = await listShared(ctx.tx, { customerId, items: items.map(({ id }) => id) })
    const pictures = await picturesOf(ctx, items)
    return {
      isDistributor: true,
      note: ctx.settings.note,
      items: items.map((item) => ({
        title: item.title,
        kind: ctx.t(`kind.${item.kind}`),
        words: shortened(item.words),
        pictures: pictures.get(item.id) ?? [],
        hasPoster: item.template !== '',
        isMade: shared.has(item.id),
        url: itemPage(item.id),
        shareUrl: `/x/content-kit/items/${item.id}/share`,
      })),
      rules: ctx.guard.rules('material').map(({ rule, words }) => ({
        rule: rule[ctx.locale],
        words: words[ctx.locale],
      })),
    }
  },
})

const shortened = (text: string) => {
  const characters = [...text.replace(/\s+/g, ' ')]
  return characters.length > WORDS_SHOWN ? `${characters.slice(0, WORDS_SHOWN).join('')}…` : text
}

async function picturesOf({ media }: Ctx, items: readonly Item[]) {
  const ids = items.flatMap(({ pictures }) => pictures.slice(0, THUMBS_MAX))
  const found = new Map((await media.find([...new Set(ids)])).map(({ id, picture }) => [id, picture]))
  return new Map(
    items.map(({ id, pictures }) => [
      id,
      pictures.slice(0, THUMBS_MAX).flatMap((one) => found.get(one) ?? []),
    ]),
  )
}

/** One piece of material: words to copy with her own link, pictures and posters to save. */
export const itemShown = page({
  name: 'item',
  title: { 'zh-CN': '素材', en: 'Material' },
  block: 'item',
  signedIn: true,
  async data(ctx, { query }) {
    must(ctx.customer, 'signed in')
    const customerId = await distributorOf(ctx)
    if (!customerId) return NOT_YET
    const id = parseId('plg', query.id ?? '')
    const item = id && (await findItem(ctx.tx, id))
    if (!item || stateOf(item, ctx.at) !== 'shown')
      return { isDistributor: true, isKnown: false, backUrl: KIT_PAGE }
    return { isDistributor: true, isKnown: true, ...(await shownOf(ctx, item, customerId)) }
  },
})

async function shownOf(ctx: Ctx, item: Item, customerId: CustomerId) {
  const share = await findShare(ctx.tx, { itemId: item.id, customerId })
  // What was changed since is made anew, so that nobody passes on old words or an old price.
  const posters = share && (await postersOf(ctx, item, share))
  const isWhole = item.template === '' || posters?.length === SIZES.length
  const isFresh = share !== null && share.madeAt >= item.updatedAt && isWhole
  const goods = await goodsOf(ctx, item)
  const price = goods && (await ctx.goods.prices([goods.skuId])).get(goods.skuId)
  const media = await ctx.media.find(item.pictures)
  const advert = ctx.settings.withAdvert ? ctx.t('advert') : ''
  return {
    title: item.title,
    kind: ctx.t(`kind.${item.kind}`),
    words: item.words,
    videoUrl: item.videoUrl,
    goods: goods && { title: goods.title, url: goods.path, priceFen: price?.unitFen ?? goods.priceFen },
    pictures: media.map(({ picture }, index) => ({
      picture,
      url: picture.sources.at(-1)?.url ?? picture.url,
      file: `${item.title}-${index + 1}.webp`,
    })),
    hasPoster: item.template !== '',
    isMade: isFresh,
    shareUrl: `/x/content-kit/items/${item.id}/share`,
    next: itemPage(item.id),
    backUrl: KIT_PAGE,
    isStale: share !== null && !isFresh,
    ...(isFresh && posters ? madeOf(ctx, item, { share, posters, advert }) : {}),
  }
}

interface Made {
  readonly share: Share
  readonly posters: Awaited<ReturnType<typeof postersOf>>
  readonly advert: string
}

function madeOf(ctx: Ctx, item: Item, { share, posters, advert }: Made) {
  const text = textToCopy(item.words, { url: share.url, advert })
  return {
    link: share.url,
    text,
    textLines: text.split('\n'),
    posters: posters.map(({ size, state, url, width, height }) => ({
      name: ctx.t(`size.${size}`),
      isReady: state === 'ready',
      isWaiting: state === 'waiting',
      url: url ?? '',
      file: `${item.title}-${ctx.t(`size.${size}`)}.png`,
      picture: { url: url ?? '', width, height, alt: item.title, sources: [] },
    })),
    isDrawing: posters.some(({ state }) => state === 'waiting'),
    drawn: posters.filter(({ state }) => state === 'ready').length,
    all: posters.length,
  }
}
