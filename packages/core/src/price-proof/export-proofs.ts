import { withTenant } from '@mamapu/db'
import { formatFen, type Locale, type StoreId } from '@mamapu/kernel'
import type { CampaignId } from '@mamapu/plugin-sdk'
import { stringify } from 'csv-stringify/sync'
import type { App } from '../app.js'
import { neutralCell } from '../catalog/index.js'
import { listProofs, type ProofLine } from './price-proof.queries.js'
import { judgeBasis } from './price-proof.rules.js'
import type { Evidence } from './price-proof.types.js'
import { BASIS_WORDS, verdictWords } from './verdict-words.js'

const PAGE = 500

const HEADS: Readonly<Record<Locale, readonly string[]>> = {
  'zh-CN': [
    '场次',
    '规格编码',
    '商品',
    '规格',
    '现价',
    '依据',
    '依据价',
    '划线',
    '说明',
    '证据',
    '计算时间',
    '锁定时间',
  ],
  en: [
    'Round',
    'SKU code',
    'Product',
    'Options',
    'Price now',
    'Basis',
    'Basis price',
    'Struck',
    'Why',
    'Evidence',
    'Computed at',
    'Frozen at',
  ],
}

/** A campaign's whole evidence, page by page; formulas are neutralised. */
export async function* exportProofs(
  app: App,
  storeId: StoreId,
  campaignId: CampaignId,
  locale: Locale,
): AsyncGenerator<string> {
  yield `\uFEFF${stringify([[...HEADS[locale]]])}`
  let after: { round: string; skuId: ProofLine['skuId'] } | null = null
  for (;;) {
    const ask: Parameters<typeof listProofs>[1] = { campaignId, round: null, after, limit: PAGE }
    const page: ProofLine[] = await withTenant(app.db, storeId, (tx) => listProofs(tx, ask))
    if (page.length > 0) yield stringify(page.map((line) => cellsOf(line, locale).map(neutralCell)))
    after = page.at(-1) ?? null
    if (page.length < PAGE) return
  }
}

function cellsOf(line: ProofLine, locale: Locale): string[] {
  const verdict = judgeBasis(line.numberFen, line)
  return [
    line.round,
    line.code,
    line.title,
    line.options,
    formatFen(line.numberFen),
    BASIS_WORDS[line.kind][locale],
    line.basisFen === null ? '' : formatFen(line.basisFen),
    verdict === 'struck' ? '1' : '0',
    verdictWords(verdict, line)[locale],
    evidenceText(line.evidence),
    line.computedAt.toISOString(),
    line.frozenAt?.toISOString() ?? '',
  ]
}

/** Each day with its lowest price and the order line that says so; or the whole day and how long the price stood. */
function evidenceText(evidence: Evidence): string {
  if (evidence.kind === 'seven_day')
    return evidence.lows
      .map(({ day, lowFen, orderId, lineId }) => `${day} ${formatFen(lowFen)} ${orderId} ${lineId}`)
      .join(' | ')
  if (evidence.kind === 'none') return `${evidence.from} – ${evidence.to}`
  const { day, span } = evidence
  const iso = (at: Date | string | null) => (at === null ? '' : new Date(at).toISOString())
  return `${day} ${formatFen(span.priceFen)} ${iso(span.from)} – ${iso(span.until)}`
}
