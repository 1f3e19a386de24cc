import { mulBps, subFen, toBps, ZERO_FEN } from '@mamapu/kernel'
import { coreFacts } from '@mamapu/plugin-sdk'
import type { ShippingOffer, UnitPriceOffer } from '@mamapu/pricing'
import { ladderOf } from './levels.rules.js'
import { type Level, type LevelSettings, levelHooks } from './levels.settings.js'

const levelIn = (settings: LevelSettings, level: string): Level | undefined =>
  ladderOf(settings).find((one) => one.level === level)

const labelOf = ({ title, titleEn }: Level, zh: string, en: string) => ({
  'zh-CN': `${title}${zh}`,
  en: `${titleEn} ${en}`,
})

/** A level's price for every line: the best price wins, so a sale below it stays. The odd fen stays with the shop. */
export const levelPrice = levelHooks.price({
  name: 'level-price',
  stage: 'unit',
  facts: { level: coreFacts.level },
  offers({ cart, settings, facts }): UnitPriceOffer[] {
    const level = levelIn(settings, facts.level)
    if (!level || level.offBps === 0) return []
    return cart.lines.map(({ lineId, unitPriceFen }) => ({
      id: `levels:price:${lineId}`,
      plugin: 'levels',
      stage: 'unit',
      lineId,
      label: labelOf(level, '价', 'price'),
      unitPriceFen: subFen(unitPriceFen, mulBps(unitPriceFen, toBps(level.offBps), 'down')),
    }))
  },
})

export const levelShipping = levelHooks.price({
  name: 'level-shipping',
  stage: 'shipping',
  facts: { level: coreFacts.level },
  offers({ settings, facts }): ShippingOffer[] {
    const level = levelIn(settings, facts.level)
    if (!level?.freeShipping) return []
    return [
      {
        id: 'levels:shipping',
        plugin: 'levels',
        stage: 'shipping',
        label: labelOf(level, '包邮', 'free shipping'),
        thresholdFen: ZERO_FEN,
        reduction: { rateBps: toBps(10_000), rounding: 'up' },
      },
    ]
  },
})

/** More points per yuan, for whoever counts points. */
export const levelEarns = levelHooks.earn({
  name: 'level-points',
  facts: { level: coreFacts.level },
  factors({ cart, settings, facts }) {
    const level = levelIn(settings, facts.level)
    if (!level || level.pointsBps <= 10_000) return []
    return [
      {
        lineIds: cart.lines.map(({ lineId }) => lineId),
        bps: level.pointsBps,
        label: labelOf(level, '积分', 'points'),
      },
    ]
  },
})
