import type { Database, TenantTx } from '@mamapu/db'
import type { ProductId, Words } from '@mamapu/kernel'
import { audit } from '../audit/index.js'
import { raiseConfigVersion, type StoreSnapshot } from '../stores/index.js'
import { deliveryOf } from './delivery-part.js'
import { type ExpressRule, USUAL_TEMPLATE } from './express.types.js'
import { findProductDelivery, hasTemplate, writeProductTemplate } from './product-delivery.queries.js'
import { regionName } from './regions.js'

/** Lets a product go by a template of the shop; empty for the usual one. What is being decided meanwhile is decided again. */
export async function setProductTemplate(
  tx: TenantTx,
  change: {
    readonly productId: ProductId
    readonly template: string
    readonly actor: string
    readonly at: Date
  },
): Promise<'changed' | 'no_template' | 'no_product'> {
  const { productId, actor, at } = change
  const template = change.template === USUAL_TEMPLATE ? '' : change.template
  await raiseConfigVersion(tx)
  if (template !== '' && !(await hasTemplate(tx, template))) return 'no_template'
  if (!(await writeProductTemplate(tx, productId, template))) return 'no_product'
  await audit(tx, { actor, action: 'product.delivery_template', subject: productId, data: { template }, at })
  return 'changed'
}

/** What a product's page says of how it comes: a few words, and what there is to know beside them. */
export interface DeliveryPromise {
  readonly title: Words
  readonly text: Words
}

/** How a product comes to its shopper, by each way it can; empty for one the shop does not have. */
export async function readDeliveryPromises(
  db: Database,
  store: StoreSnapshot,
  productId: ProductId,
): Promise<readonly DeliveryPromise[]> {
  const product = await findProductDelivery(db, store.storeId, productId)
  if (!product) return []
  if (product.kind === 'virtual') return [VIRTUAL]
  const { express, local } = deliveryOf(store)
  const template = express && (express.find(({ id }) => id === product.template) ?? express.find(isUsual))
  return [
    ...(express ? [expressPromise(template?.rules ?? [])] : []),
    ...(local ? [{ title: LOCAL, text: LOCAL_TEXT }] : []),
  ]
}

const isUsual = ({ id }: { readonly id: string }) => id === USUAL_TEMPLATE

const VIRTUAL: DeliveryPromise = {
  title: { 'zh-CN': '付款后自动发放', en: 'Delivered as soon as it is paid' },
  text: {
    'zh-CN': '付款后在订单里查看，不用等快递。',
    en: 'You find it on your order; nothing is sent by courier.',
  },
}
const LOCAL: Words = { 'zh-CN': '同城可约时间送', en: 'Local delivery at a time you choose' }
const LOCAL_TEXT: Words = {
  'zh-CN': '离店近的地址，下单时可以选哪天、几点送。',
  en: 'Near the shop you choose day and time at the checkout.',
}

function expressPromise(rules: readonly ExpressRule[]): DeliveryPromise {
  const open = rules.filter(({ excluded }) => !excluded)
  const free = rules.length > 0 && open.length === 0 ? null : freeWords(open)
  const excluded = rules.filter((rule) => rule.excluded).flatMap(({ regions }) => regions.map(regionName))
  const named = excluded.slice(0, NAMED_MAX)
  const isMore = excluded.length > named.length
  const isElsewhere = open.length > 0 && open.every(({ regions }) => regions.length > 0)
  const parts: Words[] = [
    { 'zh-CN': '付款后尽快发出', en: 'It is sent soon after payment' },
    ...(free ? [free] : []),
    ...(named.length > 0
      ? [
          {
            'zh-CN': `快递暂不送：${named.join('、')}${isMore ? '等地' : ''}`,
            en: `No courier to ${named.join(', ')}${isMore ? ' and some more' : ''}`,
          },
        ]
      : []),
    ...(isElsewhere
      ? [{ 'zh-CN': '只送部分地区，填地址时会告诉你', en: 'Some regions only; the checkout tells you' }]
      : []),
  ]
  return {
    title: { 'zh-CN': '快递配送', en: 'By courier' },
    text: {
      'zh-CN': `${parts.map((words) => words['zh-CN']).join('；')}。`,
      en: `${parts.map(({ en }) => en).join('; ')}.`,
    },
  }
}

const NAMED_MAX = 6

/** Only what holds wherever it goes is promised. */
function freeWords(open: readonly ExpressRule[]): Words | null {
  if (open.every(({ firstFen, stepFen }) => firstFen === 0 && stepFen === 0))
    return { 'zh-CN': '包邮', en: 'Free' }
  if (open.some(({ freeOverFen }) => freeOverFen === null)) return null
  const over = Math.max(...open.map(({ freeOverFen }) => freeOverFen ?? 0)) / 100
  return { 'zh-CN': `满 ${over} 元包邮`, en: `Free from ¥${over}` }
}
