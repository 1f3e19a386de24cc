import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const UNITS_MAX = 1_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const item = Type.Object(
  {
    skuId: Type.String({ ...field('商品', 'Goods', { ui: 'sku' }), pattern: idPattern('sku') }),
    priceFen: Type.Integer({
      ...field('秒杀价', 'Sale price', { ui: 'money' }),
      minimum: 1,
      maximum: 100_000_000,
    }),
    units: Type.Integer({
      ...field('每场件数', 'Units per round', { ui: 'count' }),
      minimum: 1,
      maximum: UNITS_MAX,
    }),
    perPerson: Type.Optional(
      Type.Integer({
        ...field('每人每场限购', 'Per person and round', {
          help: {
            'zh-CN': '同一个手机号是同一个人，不登录也一样。留空不限。',
            en: 'The same phone is the same person, signed in or not. Empty for no limit.',
          },
          ui: 'count',
        }),
        minimum: 1,
        maximum: 1000,
      }),
    ),
    perOrder: Type.Optional(
      Type.Integer({
        ...field('每单限购', 'Per order', { ui: 'count' }),
        minimum: 1,
        maximum: 1000,
      }),
    ),
  },
  { additionalProperties: false },
)

/** What a merchant sets up per campaign; when it runs, several rounds a day perhaps, is the campaign's own. */
export const flashSaleConfig = Type.Object(
  {
    items: Type.Array(item, { ...field('秒杀商品', 'Goods', { ui: 'rows' }), minItems: 1, maxItems: 100 }),
    // #region units
    stock: Type.Union([Type.Literal('own'), Type.Literal('ceiling')], {
      ...field('秒杀库存', 'Units', {
        help: {
          'zh-CN':
            '留出：发布时从库存移出，公布的件数一定有；结束后余下的回到库存。上限：与平时共用库存，只限最多卖几件。',
          en: 'Set aside: they leave the stock when published, so announced units exist, and what is left comes home. Ceiling: a limit over shared stock.',
        },
        ui: 'choice',
        options: {
          own: words('单独留出（推荐）', 'Set aside (recommended)'),
          ceiling: words('只设上限', 'Ceiling'),
        },
      }),
      default: 'own',
    }),
    // #endregion
    payMinutes: Type.Integer({
      ...field('几分钟内付款', 'Minutes to pay', {
        help: {
          'zh-CN': '过时未付，商品回到秒杀继续卖。',
          en: 'What is not paid in time is on sale again.',
        },
        ui: 'count',
      }),
      minimum: 3,
      maximum: 60,
      default: 10,
    }),
    showProgress: Type.Boolean({
      ...field('显示真实进度', 'Show the real progress', { ui: 'yes-no' }),
      default: true,
    }),
  },
  { additionalProperties: false },
)

export type FlashSaleConfig = Static<typeof flashSaleConfig>
export type SaleItem = FlashSaleConfig['items'][number]
