import { field } from '@mamapu/plugin-sdk' // #settings
import { Type } from 'typebox'

/** What a merchant sets once for the shop; what differs from campaign to campaign stands in its config. */
export const myMechanicSettings = Type.Object(
  {
    // #settings
    showTag: Type.Boolean({
      ...field('在商品列表里显示折扣', 'Show the percentage in lists of goods', { ui: 'yes-no' }),
      default: true,
    }),
    // #end
  },
  { additionalProperties: false },
)
