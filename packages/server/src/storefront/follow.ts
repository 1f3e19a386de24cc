import { links, plugins, type stores } from '@mamapu/core'
import type { Locale, ProductId } from '@mamapu/kernel'
import { FOLLOW_PATH } from '@mamapu/plugin-sdk'
import type { Layout } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { previewView } from './preview-view.js'
import { type Storefront, storeOf } from './storefront.js'

/** Whoever tells more about being followed has a page of this name. */
const MORE_PAGE = 'privacy'
const WORDS = {
  'zh-CN': {
    text: '你是朋友分享来的。可以让这位朋友看到你看过哪些商品，好帮你挑吗？',
    more: '会看到什么',
    yes: '可以',
    no: '不用',
  },
  en: {
    text: 'A friend’s link brought you here. May this friend see which products you look at, to help you choose?',
    more: 'What is seen',
    yes: 'Yes',
    no: 'No, thanks',
  },
} as const

/** The mechanics that are told of looks in this shop. */
async function followersOf({ host, place }: Storefront, store: stores.StoreSnapshot, at: Date) {
  const { active } = await plugins.storePluginsOf(host, place.pluginsPart, store, at)
  return active.filter(({ loaded }) => loaded.plugin.on?.['visitor.looked'])
}

/** What visitors are asked on a cached page; null where nobody would be told of their looks. */
export async function followNote(
  storefront: Storefront,
  store: stores.StoreSnapshot,
  asked: { readonly at: Date; readonly locale: Locale; readonly path: string },
): Promise<Layout['follow']> {
  const [first] = await followersOf(storefront, store, asked.at)
  if (!first) return null
  const { text, more, yes, no } = WORDS[asked.locale]
  const tells = first.loaded.plugin.pages?.some(({ name }) => name === MORE_PAGE)
  return {
    ...{ text, yes, no },
    answerUrl: FOLLOW_PATH,
    nextUrl: asked.path,
    more: tells ? { text: more, url: `/x/${first.id}/${MORE_PAGE}` } : null,
  }
}

/** Notes that a visitor who may be followed looks at a product; everybody else is nobody's affair. */
export async function noteLook(
  storefront: Storefront,
  request: FastifyRequest,
  productId: ProductId,
): Promise<void> {
  const { shopper, at } = request
  if (shopper?.mayFollow !== true || previewView(request) || links.isNobody(request.headers)) return
  const visitor = links.visitorOf(shopper, at)
  if (!visitor?.cameBy) return
  const store = storeOf(request)
  if ((await followersOf(storefront, store, at)).length === 0) return
  const { key: visitorKey, customerId, cameBy: owner } = visitor
  storefront.looks.note(store.storeId, { owner, visitorKey, customerId, productId }, at)
}
