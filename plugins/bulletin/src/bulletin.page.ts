import { idOf, parseId } from '@mamapu/kernel'
import { findReport, latestQuery } from './bulletin.queries.js'
import { linesOf, periodOf, sampleOf } from './bulletin.rules.js'
import { page } from './bulletin.settings.js'
import { postersOf } from './tell.js'

/** One bulletin, the latest where none is named: its numbers with what they are counted from, and its posters to save. */
export const resultPage = page({
  name: 'result',
  title: { 'zh-CN': '战报', en: 'Bulletin' },
  block: 'result',
  async data(ctx, { query }) {
    const [latest] = query.id === undefined ? await latestQuery(ctx.tx.sql, ctx.tx.tenantId) : []
    const id = latest ? idOf('plg', latest.id) : parseId('plg', query.id ?? '')
    const report = id && (await findReport(ctx.tx, id))
    if (!report?.publishedAt) return { isKnown: false }
    const posters = await postersOf(ctx, report)
    const [hero, ...lines] = linesOf(report, ctx.t)
    return {
      isKnown: true,
      title: report.title,
      period: periodOf(report, ctx),
      sample: sampleOf(report, ctx.t),
      countedAt: report.countedAt.toISOString(),
      hero,
      lines,
      posters: posters.map(({ size, state, url, width, height }) => ({
        name: ctx.t(`size.${size}`),
        isReady: state === 'ready',
        isWaiting: state === 'waiting',
        url,
        file: `${ctx.t('badge')}-${ctx.t(`size.${size}`)}.png`,
        picture: { url, width, height, alt: report.title, sources: [] },
      })),
      isDrawing: posters.some(({ state }) => state === 'waiting'),
      drawn: posters.filter(({ state }) => state === 'ready').length,
      all: posters.length,
    }
  },
})
