import { field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** What a merchant sets for bulletins. */
export const bulletinSettings = Type.Object(
  {
    showSales: Type.Boolean({
      ...field('新战报默认公开成交额', 'New bulletins show sales in money', {
        help: {
          'zh-CN': '不公开时只写件数、顾客数和省下的钱。每份战报都可以单独改。',
          en: 'Otherwise they tell of units, customers and what was saved. Each bulletin may differ.',
        },
        ui: 'yes-no',
      }),
      default: false,
    }),
    homeDays: Type.Integer({
      ...field('在首页展示几天', 'Days on the home page', {
        help: { 'zh-CN': '0 表示不放首页。', en: '0 keeps them off the home page.' },
        ui: 'count',
      }),
      minimum: 0,
      maximum: 30,
      default: 3,
    }),
  },
  { additionalProperties: false },
)
export type BulletinSettings = Static<typeof bulletinSettings>

export const { route, page, slot, job } = forSettings(bulletinSettings)
