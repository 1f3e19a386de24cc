import { DAY, idOf, later } from '@mamapu/kernel'
import { defineFact } from '@mamapu/plugin-sdk'
import { type LatestRow, latestQuery } from './bulletin.queries.js'
import { slot } from './bulletin.settings.js'
import { pageOf } from './tell.js'

interface Latest {
  readonly url: string
  readonly title: string
  readonly publishedAt: Date
}

export const latestFact = defineFact({
  name: 'latest',
  about: 'store',
  none: null as Latest | null,
  query: ({ sql, tenantId }) => latestQuery(sql, tenantId),
  map(rows: readonly LatestRow[]): Latest | null {
    const [row] = rows
    return row
      ? { url: pageOf(idOf('plg', row.id)), title: row.title, publishedAt: new Date(row.published_at) }
      : null
  },
})

/** The latest bulletin on the home page, for as many days as the merchant wants; its numbers stand on its own page. */
export const homeNews = slot({
  slot: 'home.bottom',
  block: 'news',
  facts: { latest: latestFact },
  data({ facts: { latest }, settings: { homeDays }, at }) {
    if (!latest || later(latest.publishedAt, homeDays * DAY) <= at) return null
    return { url: latest.url, title: latest.title }
  },
  changesAt({ facts: { latest }, settings: { homeDays }, at }) {
    const end = latest && later(latest.publishedAt, homeDays * DAY)
    return end && end > at ? end : null
  },
})
