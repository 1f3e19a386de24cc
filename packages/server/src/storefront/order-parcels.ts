import { type orders, parcels } from '@mamapu/core'
import type { Locale } from '@mamapu/kernel'
import type { OrderPage, Parcel } from '@mamapu/theme-engine'
import type { FastifyRequest } from 'fastify'
import { historyText } from './order-words.js'
import { pageLocale } from './send-page.js'
import { type Storefront, storeOf } from './storefront.js'

type Both = readonly [zh: string, en: string]

const TITLES: Readonly<Record<'parcel' | 'handed', Both>> = {
  parcel: ['包裹', 'Parcel'],
  handed: ['当面交付', 'Handed over'],
}

const STATES: Readonly<Record<parcels.TrackState, Both | null>> = {
  waiting: null,
  on_way: ['运输中', 'On its way'],
  out_for_delivery: ['派送中', 'Out for delivery'],
  delivered: ['已送达', 'Delivered'],
  problem: ['派送遇到问题，商家会联系你', 'There is a problem; the shop will contact you'],
  ended: null,
}

const say = (words: Both, locale: Locale) => (locale === 'en' ? words[1] : words[0])

/** What left the shop, each with where it is by its carrier; what is virtual has a card of its own. */
export async function parcelCards(
  { app }: Storefront,
  request: FastifyRequest,
  view: orders.OrderView,
): Promise<Parcel[]> {
  const locale = pageLocale(request)
  const sent = view.parcels.filter(({ kind }) => kind !== 'virtual')
  if (sent.length === 0) return []
  const tracks = await parcels.readTracks(app.db, storeOf(request).storeId, view.id)
  const titles = new Map(view.lines.map(({ id, title }) => [id, title]))
  return sent.map((parcel) => {
    const track = tracks.find(({ shipmentId }) => shipmentId === parcel.id)
    const state = track && STATES[track.state]
    return {
      title: say(TITLES[parcel.kind === 'handed' ? 'handed' : 'parcel'], locale),
      carrier: parcel.carrier,
      trackingNumber: parcel.trackingNumber,
      trackingUrl: null,
      shippedAt: parcel.shippedAt.toISOString(),
      items: parcel.lines.map(({ lineId, units }) => ({ title: titles.get(lineId) ?? '', quantity: units })),
      state: state ? say(state, locale) : null,
      events: (track?.events ?? []).map((event) => ({
        text: [event.place, event.words].filter(Boolean).join(' · ') || eventText(event.state, locale),
        at: event.at.toISOString(),
      })),
    }
  })
}

/** What happened to the order and to its parcels in one row, the latest first; of several parcels each event says whose it is. */
export function orderTimeline(
  view: orders.OrderView,
  cards: readonly Parcel[],
  locale: Locale,
): OrderPage['timeline'] {
  const followed = cards.filter(({ events }) => events.length > 0)
  const moved = followed.flatMap(({ events, carrier, trackingNumber }) =>
    events.map(({ text, at }) => ({
      text: followed.length > 1 ? `${text} · ${carrier} …${trackingNumber.slice(-4)}` : text,
      at,
    })),
  )
  const done = view.history
    .map((entry) => ({ text: historyText(entry, locale), at: entry.at.toISOString() }))
    .reverse()
  return [...moved, ...done].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

function eventText(state: parcels.TrackState, locale: Locale): string {
  const words = STATES[state]
  return words ? say(words, locale) : ''
}
