import { formatFen, type Locale, type Words } from '@mamapu/kernel'
import type { TraceCode, TraceEntry } from '@mamapu/pricing'
import type { LineObstacle } from './basket.js'

/** Why an offer won, lost or was refused, in words a shopper understands. `{label}`, `{amount}`, `{missing}` are filled in. */
const TRACE: Readonly<Record<TraceCode, Words>> = {
  applied: { 'zh-CN': '已享「{label}」，省 ¥{amount}', en: '“{label}” takes ¥{amount} off' },
  better_offer: { 'zh-CN': '已有更优惠的，「{label}」这次不用', en: 'A better offer replaces “{label}”' },
  not_chosen: { 'zh-CN': '「{label}」可用，尚未选择', en: '“{label}” is available but not chosen' },
  below_threshold: { 'zh-CN': '再买 ¥{missing} 可享「{label}」', en: '¥{missing} more for “{label}”' },
  no_line_in_scope: {
    'zh-CN': '「{label}」不适用于这些商品',
    en: '“{label}” is not for these items',
  },
  not_combinable: {
    'zh-CN': '「{label}」不能与已选的优惠同用',
    en: '“{label}” cannot be combined with the offers in use',
  },
  no_gain: { 'zh-CN': '用「{label}」不会更便宜', en: '“{label}” would not lower the price' },
  nothing_to_reduce: {
    'zh-CN': '没有可减的金额，「{label}」用不上',
    en: 'There is nothing left for “{label}” to reduce',
  },
  not_tried: {
    'zh-CN': '优惠太多，「{label}」没有参与比较',
    en: 'Too many offers; “{label}” was not compared',
  },
  below_units: {
    'zh-CN': '再买 {units} 件可享「{label}」',
    en: '{units} more for “{label}”',
  },
  stopped: {
    'zh-CN': '已用的优惠不再叠加「{label}」',
    en: 'An offer in use lets no “{label}” follow',
  },
  stands_alone: {
    'zh-CN': '已用的活动不与其他优惠同享，「{label}」这次不用',
    en: 'The offer in use stands alone, without “{label}”',
  },
  excluded_group: {
    'zh-CN': '「{label}」与已用的优惠二选一',
    en: '“{label}” excludes an offer in use',
  },
  at_floor: {
    'zh-CN': '已到最低价，「{label}」不能再减',
    en: 'The lowest price is reached; “{label}” takes nothing more off',
  },
  discounted_already: {
    'zh-CN': '「{label}」只用于原价商品',
    en: '“{label}” is for goods at full price only',
  },
  not_wanted: { 'zh-CN': '这次没有使用「{label}」', en: '“{label}” is not used this time' },
  offer_invalid: {
    'zh-CN': '「{label}」设置有误，暂不可用',
    en: '“{label}” is set up wrongly and cannot be used',
  },
}

/** One entry of the arbiter's trace in words. */
export function traceWords(entry: TraceEntry): Words {
  const fill = (locale: keyof Words) =>
    TRACE[entry.code][locale]
      .replace('{label}', entry.label[locale])
      .replace('{amount}', formatFen(entry.amountFen))
      .replace('{units}', String(entry.missingUnits ?? 1))
      .replace('{missing}', formatFen(entry.missingFen ?? entry.amountFen))
  return { 'zh-CN': fill('zh-CN'), en: fill('en') }
}

/** A trace as a client reads it. */
export function reasonsOf(
  trace: readonly TraceEntry[],
  { currency, locale }: { currency: string; locale: Locale },
) {
  return trace.map((entry) => ({
    offerId: entry.offerId,
    plugin: entry.plugin,
    stage: entry.stage,
    outcome: entry.outcome,
    code: entry.code,
    amount: { amount: entry.amountFen, currency },
    text: traceWords(entry)[locale],
  }))
}

const OBSTACLES: Readonly<Record<LineObstacle, Words>> = {
  not_listed: { 'zh-CN': '已下架', en: 'No longer on sale' },
  not_started: { 'zh-CN': '还没到开售时间', en: 'Not on sale yet' },
  ended: { 'zh-CN': '已结束销售', en: 'The sale has ended' },
  sku_inactive: { 'zh-CN': '这个规格已下架', en: 'This option is no longer on sale' },
  sku_not_found: { 'zh-CN': '商品已下架', en: 'No longer on sale' },
  sold_out: { 'zh-CN': '已卖完', en: 'Sold out' },
  not_enough: { 'zh-CN': '库存不够了，请减少数量', en: 'Not enough left; please take fewer' },
}

/** Why a line cannot be ordered as it is. */
export function obstacleWords(obstacle: LineObstacle): Words {
  return OBSTACLES[obstacle]
}
