import type { Words } from '@mamapu/kernel'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { layoutOf } from './layout.js'
import { noticeOf } from './notices.js'
import { pageLocale } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

export type PurseAsk = readonly [Storefront, FastifyRequest, FastifyReply]

/** What stands around each page about her money. */
export async function purseLayout([storefront, request]: PurseAsk, path: string, title: Words) {
  const locale = pageLocale(request)
  return layoutOf(storefront, storeOf(request), {
    locale,
    path,
    tab: 'account',
    title: title[locale],
    noindex: true,
    notice: noticeOf(storefront, request, locale),
  })
}
