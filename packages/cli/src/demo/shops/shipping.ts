import type { DemoShippingRule } from '../demo.types.js'

/** Xinjiang, Tibet, Qinghai, Inner Mongolia, Ningxia, Gansu. */
export const farProvinces = ['65', '54', '63', '15', '64', '62'] as const
/** Shanghai, Jiangsu, Zhejiang, Anhui. */
export const eastProvinces = ['31', '32', '33', '34'] as const
/** Guangdong, Guangxi, Fujian, Hainan. */
export const southProvinces = ['44', '45', '35', '46'] as const

/** A home region, the far west, and everywhere else: the three prices most small shops ship at. */
export function threeZones(zones: {
  readonly home: { readonly name: string; readonly provinceCodes: readonly string[] }
  readonly homeFeeFen: number
  readonly elsewhereFeeFen: number
  readonly farFeeFen: number
  readonly freeOverFen: number
}): DemoShippingRule[] {
  const byWeight = { firstGrams: 1000, nextGrams: 1000 }
  return [
    {
      ...zones.home,
      ...byWeight,
      firstFeeFen: zones.homeFeeFen,
      nextFeeFen: 100,
      freeOverFen: zones.freeOverFen,
    },
    {
      name: '偏远地区',
      provinceCodes: farProvinces,
      ...byWeight,
      firstFeeFen: zones.farFeeFen,
      nextFeeFen: 800,
      freeOverFen: null,
    },
    {
      name: '其他地区',
      provinceCodes: [],
      ...byWeight,
      firstFeeFen: zones.elsewhereFeeFen,
      nextFeeFen: 300,
      freeOverFen: zones.freeOverFen,
    },
  ]
}
