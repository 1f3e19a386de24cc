import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

/** What a merchant sets up per campaign. The form, its checks and this type all come from here. */
export const myMechanicConfig = Type.Object(
  {
    offBps: Type.Integer({
      ...field('打几折', 'Percentage off', { ui: 'percent-off' }),
      minimum: 100,
      maximum: 9000,
      default: 1000,
    }),
    // #quota
    perPerson: Type.Optional(
      Type.Integer({
        ...field('每人每种商品限几件', 'Units of one kind per person', {
          help: {
            'zh-CN': '超出的按日常价。不填就不限；填了，下单时要验证手机号。',
            en: 'More cost the everyday price. Empty means no limit; with one, a phone is verified at checkout.',
          },
          ui: 'count',
        }),
        minimum: 1,
        maximum: 100,
      }),
    ),
    // #end
  },
  { additionalProperties: false },
)

export type MyMechanicConfig = Static<typeof myMechanicConfig>
