import { type Locale, offText, shortMoney } from '@mamapu/kernel'
import type { ConfigFault } from '@mamapu/plugin-sdk'
import type { BundleConfig } from './bundle.config.js'

const fault = (path: string, zh: string, en: string): ConfigFault => ({ path, words: { 'zh-CN': zh, en } })

/** What the fields cannot say about each other. */
export function configFaults(config: BundleConfig): ConfigFault[] {
  const { play, units, setPriceFen, thresholdFen, addOns } = config
  if (play === 'add-on')
    return [
      ...(thresholdFen === undefined
        ? [fault('/thresholdFen', '写上满多少元可以换购', 'Say from which amount')]
        : []),
      ...(addOns.length === 0 ? [fault('/addOns', '选上换购商品', 'Choose the goods')] : []),
      ...addOns.flatMap(({ skuId }, index) =>
        addOns.findIndex((one) => one.skuId === skuId) < index
          ? [fault(`/addOns/${index}/skuId`, '这件商品已经选过了', 'These goods are there already')]
          : [],
      ),
    ]
  if (play !== 'buy-get' && units < 2) return [fault('/units', '至少要 2 件', 'It takes at least two units')]
  if (play === 'set-price' && setPriceFen === undefined)
    return [fault('/setPriceFen', '写上一口价', 'Say the price')]
  return []
}

/** The play in a few words: 第2件半价. */
export function summaryOf(config: BundleConfig, locale: Locale): string {
  const { play, units, freeUnits, offBps, setPriceFen = 0, thresholdFen = 0 } = config
  const isChinese = locale === 'zh-CN'
  if (play === 'set-price')
    return isChinese
      ? `任选${units}件${shortMoney(setPriceFen)}元`
      : `any ${units} for ¥${shortMoney(setPriceFen)}`
  if (play === 'nth') {
    if (isChinese) return `第${units}件${offBps === 5000 ? '半价' : offText(offBps, locale)}`
    return `${offText(offBps, locale)} every ${ordinal(units)} unit`
  }
  if (play === 'buy-get')
    return isChinese ? `买${units}送${freeUnits}` : `buy ${units}, get ${freeUnits} free`
  return isChinese ? `满${shortMoney(thresholdFen)}元超值换购` : `add-ons from ¥${shortMoney(thresholdFen)}`
}

function ordinal(units: number): string {
  return `${units}${units % 10 === 2 && units !== 12 ? 'nd' : units % 10 === 3 && units !== 13 ? 'rd' : 'th'}`
}
