import { type Locale, offText, shortMoney } from '@mamapu/kernel'
import type { FullReductionConfig, Rung } from './full-reduction.config.js'

/** The whole ladder in a line: 满199减30，满299减50. */
export function summaryOf(config: FullReductionConfig, locale: Locale): string {
  const texts = [...rungTexts(config, locale), ...postageText(config, locale)]
  return `${whoseOrder(config, locale)}${texts.join(locale === 'zh-CN' ? '，' : ', ')}`
}

function whoseOrder({ nthOrder }: FullReductionConfig, locale: Locale): string {
  if (nthOrder === undefined) return ''
  if (locale === 'zh-CN') return nthOrder === 1 ? '首单' : `第${nthOrder}单`
  return nthOrder === 1 ? 'First order: ' : `Order no. ${nthOrder}: `
}

function postageText({ shippingOffBps }: FullReductionConfig, locale: Locale): string[] {
  if (shippingOffBps === undefined) return []
  const off = offText(shippingOffBps, locale)
  return [locale === 'zh-CN' ? `邮费${off}` : `postage ${off}`]
}

/** Each rung in words, from the lowest. */
export function rungTexts(config: FullReductionConfig, locale: Locale): string[] {
  return config.tiers.map((rung, index) => {
    const given = [
      ...reductionText(rung, locale),
      ...(rung.freeShipping ? [locale === 'zh-CN' ? '包邮' : 'free shipping'] : []),
      ...config.gifts
        .filter((gift) => gift.rung === index + 1)
        .map(({ title, titleEn, units }) =>
          locale === 'zh-CN' ? `送${title}×${units}` : `${titleEn || title} ×${units} free`,
        ),
    ]
    return locale === 'zh-CN'
      ? `${thresholdText(rung, config, locale)}${given.join('、')}`
      : `${given.join(', ')} ${thresholdText(rung, config, locale)}`
  })
}

function thresholdText(rung: Rung, { repeatsMax }: FullReductionConfig, locale: Locale): string {
  const amount = shortMoney(rung.thresholdFen)
  const isEvery = repeatsMax > 1
  if (locale === 'zh-CN') {
    const parts = [
      ...(rung.thresholdFen > 0 ? [amount] : []),
      ...(rung.thresholdUnits > 0 ? [`${rung.thresholdUnits}件`] : []),
    ]
    return `${isEvery ? '每满' : '满'}${parts.join('且')}`
  }
  const parts = [
    ...(rung.thresholdFen > 0 ? [`¥${amount}`] : []),
    ...(rung.thresholdUnits > 0 ? [`${rung.thresholdUnits} units`] : []),
  ]
  return `${isEvery ? 'for every' : 'from'} ${parts.join(' and ')}`
}

function reductionText(rung: Rung, locale: Locale): string[] {
  const { off, amountFen = 0, offBps = 0, capFen } = rung
  if (off === 'none') return []
  if (off === 'amount')
    return [locale === 'zh-CN' ? `减${shortMoney(amountFen)}` : `¥${shortMoney(amountFen)} off`]
  const cap =
    capFen === undefined
      ? ''
      : locale === 'zh-CN'
        ? `（最多减${shortMoney(capFen)}）`
        : ` (at most ¥${shortMoney(capFen)})`
  return [`${locale === 'zh-CN' ? '打' : ''}${offText(offBps, locale)}${cap}`]
}
