import { asId, type Id } from '@mamapu/kernel'
import { type PluginContext, POSTER_SIZES, type PosterContent, type PosterSize } from '@mamapu/plugin-sdk'
import { writeCounted, writeReport } from './bulletin.queries.js'
import { countedOf, linesOf, periodOf, sampleOf } from './bulletin.rules.js'
import type { BulletinSettings } from './bulletin.settings.js'
import type { Report } from './bulletin.types.js'

export type Ctx = PluginContext<BulletinSettings>

const SIZES = Object.keys(POSTER_SIZES) as PosterSize[]

export const pageOf = (id: string) => `/x/bulletin/result?id=${id}`

/** Writes the words of a bulletin and asks for its posters, one of each size. */
export async function writeWords(
  ctx: Ctx,
  report: Report,
  { title, skuId, showsSales }: Pick<Report, 'title' | 'skuId' | 'showsSales'>,
): Promise<Report> {
  const words = { title, skuId, showsSales }
  const told = { ...report, ...words }
  const content = await contentOf(ctx, told)
  const posters: Partial<Record<PosterSize, string>> = {}
  for (const size of SIZES)
    posters[size] = (await ctx.posters.make({ template: 'results', size, content })).id
  await writeReport(ctx.tx, report.id, { ...words, posters })
  return { ...told, posters }
}

/** Counts a round anew, refunds taken off, and draws it anew where that changed it. */
export async function recount(ctx: Ctx, report: Report): Promise<Report> {
  const result = await ctx.campaigns.resultOf(report.campaignId, report)
  if (!result) return report
  const counted = countedOf(result)
  await writeCounted(ctx.tx, report.id, { ...counted, at: ctx.at })
  return writeWords(ctx, { ...report, ...counted, countedAt: ctx.at }, report)
}

async function contentOf(ctx: Ctx, report: Report): Promise<PosterContent> {
  const { t } = ctx
  const [goods] = report.skuId === null ? [] : await ctx.goods.find([report.skuId])
  const picture = /\/media\/([0-9a-f]{64})-/.exec(goods?.picture?.url ?? '')?.[1]
  return {
    title: report.title,
    subtitle: `${periodOf(report, ctx)} · ${sampleOf(report, t)}`,
    badge: t('badge'),
    lines: linesOf(report, t),
    qrPath: pageOf(report.id),
    qrHint: t('hint'),
    ...(picture === undefined ? {} : { picture }),
  }
}

export interface DrawnPoster {
  readonly size: PosterSize
  readonly state: 'waiting' | 'ready' | 'failed'
  readonly url: string
  readonly width: number
  readonly height: number
}

/** The posters of a bulletin as they are now. */
export async function postersOf(ctx: Ctx, { posters }: Report): Promise<DrawnPoster[]> {
  const found: DrawnPoster[] = []
  for (const size of SIZES) {
    const id = posters[size]
    const view = id === undefined ? null : await ctx.posters.find(asId('pst', id) as Id<'pst'>)
    if (view) found.push({ size, ...view, url: view.url ?? '' })
  }
  return found
}
