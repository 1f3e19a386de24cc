import { idPattern } from '@mamapu/kernel'
import { acknowledgedField, field, forSettings } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import { KINDS } from './proof.types.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export const proofSettings = Type.Object(
  {
    showNumber: Type.Boolean({
      ...field('给顾客看编号', 'Show the number to shoppers', {
        help: words(
          '关闭后只在后台可见；有效期和图片总是展示。',
          'Off, it is seen at the console alone; dates and pictures are always shown.',
        ),
        ui: 'yes-no',
      }),
      default: true,
    }),
  },
  { additionalProperties: false },
)
export type ProofSettings = Static<typeof proofSettings>

export const { route, slot, job, page } = forSettings(proofSettings)

export const KIND_WORDS = {
  letter: words('品牌授权书', 'Letter of authorisation'),
  certificate: words('认证证书', 'Certificate'),
  report: words('检测报告', 'Test report'),
  licence: words('经营许可', 'Licence'),
} as const

/** What a merchant fills in for one proof. */
export const ProofBody = Type.Object(
  {
    brand: Type.String({ ...field('品牌', 'Brand', { ui: 'text' }), minLength: 1, maxLength: 60 }),
    kind: Type.Enum([...KINDS], {
      ...field('类型', 'Kind', { ui: 'choice', options: KIND_WORDS }),
      default: 'letter',
    }),
    pictures: Type.Array(Type.String({ pattern: idPattern('med') }), {
      ...field('图片', 'Pictures', {
        help: words(
          '拍清整页，最多 6 张。身份证号等个人信息请先遮住。',
          'The whole page, at most 6. Cover personal data such as id numbers first.',
        ),
        ui: 'pictures',
      }),
      minItems: 1,
      maxItems: 6,
      uniqueItems: true,
    }),
    number: Type.String({ ...field('编号', 'Number', { ui: 'text' }), maxLength: 80, default: '' }),
    issuer: Type.String({ ...field('出具单位', 'Issued by', { ui: 'text' }), maxLength: 80, default: '' }),
    validFrom: Type.Optional(
      Type.String({
        ...field('有效期从', 'Valid from', { ui: 'date', help: words('不填表示已经生效', 'Empty: already') }),
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      }),
    ),
    validUntil: Type.Optional(
      Type.String({
        ...field('有效期到', 'Valid until', {
          ui: 'date',
          help: words(
            '含当天；到期自动从商品页撤下，并提前 30 天、7 天和当天提醒你。不填表示长期有效。',
            'This day included. Then it leaves the product pages by itself, and you are told 30 and 7 days before and on the day. Empty: without end.',
          ),
        }),
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      }),
    ),
    goods: Type.Enum(['all', 'some'], {
      ...field('证明哪些商品', 'For which goods', {
        ui: 'choice',
        options: { all: words('全店商品', 'All goods'), some: words('部分商品', 'Some goods') },
      }),
      default: 'some',
    }),
    tags: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), {
      ...field('有这些标签的商品', 'Goods with these tags', {
        ui: 'tags',
        showWhen: { goods: ['some'] },
        help: words(
          '例如品牌标签：以后加的同标签商品自动带上',
          'A brand’s tag, say: goods added later are covered too',
        ),
      }),
      maxItems: 20,
      default: [],
    }),
    categoryIds: Type.Array(Type.String({ pattern: idPattern('cat') }), {
      ...field('这些分类', 'These categories', { ui: 'categories', showWhen: { goods: ['some'] } }),
      maxItems: 20,
      default: [],
    }),
    productIds: Type.Array(Type.String({ pattern: idPattern('prd') }), {
      ...field('这些商品', 'These products', { ui: 'products', showWhen: { goods: ['some'] } }),
      maxItems: 200,
      default: [],
    }),
    note: Type.String({
      ...field('说明', 'Note', { ui: 'long-text', help: words('顾客看得到', 'Shoppers read it') }),
      maxLength: 200,
      default: '',
    }),
    acknowledged: acknowledgedField,
  },
  { additionalProperties: false },
)
export type ProofBody = Static<typeof ProofBody>
