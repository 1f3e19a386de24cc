import { idPattern } from '@mamapu/kernel'
import { field, togetherFields } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'

const MONEY_MAX = 100_000_000
const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

const addOn = Type.Object(
  {
    skuId: Type.String({ ...field('换购商品', 'Goods', { ui: 'sku' }), pattern: idPattern('sku') }),
    title: Type.String({
      ...field('名称（顾客会看到）', 'Name, shown to shoppers', { ui: 'text' }),
      minLength: 1,
      maxLength: 40,
    }),
    titleEn: Type.Optional(
      Type.String({ ...field('英文名称', 'English name', { ui: 'text' }), maxLength: 80 }),
    ),
    priceFen: Type.Integer({
      ...field('换购价', 'Price', { ui: 'money' }),
      minimum: 1,
      maximum: MONEY_MAX,
    }),
    unitsMax: Type.Integer({
      ...field('每单最多几件', 'Units per order', { ui: 'count' }),
      minimum: 1,
      maximum: 20,
      default: 1,
    }),
  },
  { additionalProperties: false },
)

const plays = ['set-price', 'nth', 'buy-get', 'add-on'] as const
const only = (...shown: (typeof plays)[number][]) => ({ showWhen: { play: shown } })

/** What a merchant sets up per campaign: which of the four plays, and its numbers. */
export const bundleConfig = Type.Object(
  {
    play: Type.Union(
      [Type.Literal('set-price'), Type.Literal('nth'), Type.Literal('buy-get'), Type.Literal('add-on')],
      {
        ...field('玩法', 'Kind', {
          ui: 'choice',
          options: {
            'set-price': words('打包一口价（任选 N 件 X 元）', 'So many for one price'),
            nth: words('第 N 件打折（第二件半价）', 'Every n-th unit reduced'),
            'buy-get': words('买 N 送 M', 'Buy some, get some'),
            'add-on': words('加价购（满额换购）', 'Add-on from an amount'),
          },
        }),
        default: 'nth',
      },
    ),
    units: Type.Integer({
      ...field('N 件', 'N units', {
        help: {
          'zh-CN': '任选几件一口价；第几件打折；或者买几件。',
          en: 'How many for one price; which unit is reduced; or how many to buy.',
        },
        ui: 'count',
        ...only('set-price', 'nth', 'buy-get'),
      }),
      minimum: 1,
      maximum: 20,
      default: 2,
    }),
    setPriceFen: Type.Optional(
      Type.Integer({
        ...field('一口价', 'One price', { ui: 'money', ...only('set-price') }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    offBps: Type.Integer({
      ...field('第 N 件打几折', 'Taken off the n-th unit', { ui: 'percent-off', ...only('nth') }),
      minimum: 1,
      maximum: 9900,
      default: 5000,
    }),
    roundTo: Type.Union([Type.Literal('fen'), Type.Literal('jiao'), Type.Literal('yuan')], {
      ...field('第 N 件抹零', 'Rounding of the n-th unit', {
        ui: 'choice',
        options: {
          fen: words('不抹零', 'None'),
          jiao: words('到角', 'To whole jiao'),
          yuan: words('到元', 'To whole yuan'),
        },
        ...only('nth'),
      }),
      default: 'fen',
    }),
    freeUnits: Type.Integer({
      ...field('送几件', 'Units free', { ui: 'count', ...only('buy-get') }),
      minimum: 1,
      maximum: 10,
      default: 1,
    }),
    setsMax: Type.Integer({
      ...field('每单最多几组', 'Sets per order', {
        ui: 'count',
        ...only('set-price', 'nth', 'buy-get'),
      }),
      minimum: 1,
      maximum: 100,
      default: 10,
    }),
    thresholdFen: Type.Optional(
      Type.Integer({
        ...field('满多少元可换购', 'From this amount', { ui: 'money', ...only('add-on') }),
        minimum: 1,
        maximum: MONEY_MAX,
      }),
    ),
    addOns: Type.Array(addOn, {
      ...field('换购商品', 'Add-on goods', { ui: 'rows', ...only('add-on') }),
      maxItems: 10,
      default: [],
    }),
    undiscountedOnly: Type.Boolean({
      ...field('只算没打折的商品', 'Only goods not reduced yet', { ui: 'yes-no' }),
      default: false,
    }),
    ...togetherFields,
    withReductions: Type.Boolean({
      ...field('可与满减送同用', 'Full reductions may be used with it', { ui: 'yes-no' }),
      default: true,
    }),
  },
  { additionalProperties: false },
)

export type BundleConfig = Static<typeof bundleConfig>
