import t from 'tap'
import type { FieldSchema } from '../api/plugins.js'
import { parseZhe, rangeInPercent, zheOf } from './rate.js'
import {
  choicesOf,
  controlOf,
  isShown,
  mustBeFilled,
  openWith,
  skuFieldOf,
  tailOf,
  toSend,
} from './schema.js'

const schema: FieldSchema = {
  type: 'object',
  required: ['title', 'kind'],
  properties: {
    title: { type: 'string', minLength: 1 },
    note: { type: 'string' },
    kind: {
      anyOf: [{ const: 'amount' }, { const: 'rate' }],
      'x-options': { amount: '立减', rate: '打折' },
      default: 'amount',
    },
    amountFen: { type: 'integer', 'x-ui': 'money', 'x-show-when': { kind: ['amount'] } },
    offBps: { type: 'integer', 'x-ui': 'percent-off', 'x-show-when': { kind: ['rate'] } },
    isOn: { type: 'boolean' },
    goods: { type: 'array', items: { type: 'string' }, 'x-ui': 'products' },
    version: { type: 'integer', 'x-ui': 'hidden' },
    inner: { type: 'object', properties: { days: { type: 'integer', default: 7 } } },
    odd: { type: 'null' },
  },
}

t.test('every kind of field has its control', async (t) => {
  const controls = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, controlOf(field)])
  t.same(Object.fromEntries(controls), {
    title: 'text',
    note: 'text',
    kind: 'choice',
    amountFen: 'money',
    offBps: 'percent-off',
    isOn: 'yes-no',
    goods: 'products',
    version: 'hidden',
    inner: 'group',
    odd: 'plain',
  })
  t.same(choicesOf(schema.properties?.kind ?? {}), [
    { value: 'amount', label: '立减' },
    { value: 'rate', label: '打折' },
  ])
  t.same(choicesOf({ enum: [1, 2] }), [
    { value: 1, label: '1' },
    { value: 2, label: '2' },
  ])
})

t.test(
  'a form opens with what is there and its defaults, and sends only what is shown and known',
  async (t) => {
    const opened = openWith(schema, { title: '满减', version: 3, issued: 12 })
    t.match(opened, { title: '满减', kind: 'amount', isOn: false, goods: [], inner: { days: 7 }, version: 3 })
    t.notOk('issued' in opened)
    t.same(toSend(schema, { ...opened, amountFen: 500, offBps: 1200, note: '' }), {
      title: '满减',
      kind: 'amount',
      amountFen: 500,
      isOn: false,
      goods: [],
      version: 3,
      inner: { days: 7 },
    })
    t.equal(isShown(schema.properties?.offBps ?? {}, { kind: 'rate' }), true)
    t.equal(
      toSend(schema, { kind: 'rate' }).title,
      '',
      'a required text is sent empty, for the server to say so',
    )
  },
)

t.test('rows open with their defaults and send only what is shown in each', async (t) => {
  const items: FieldSchema = {
    type: 'array',
    'x-ui': 'rows',
    items: {
      type: 'object',
      required: ['skuId'],
      properties: {
        skuId: { type: 'string', 'x-ui': 'sku' },
        priceFen: { type: 'integer', 'x-ui': 'money' },
        mode: { enum: ['own', 'ceiling'], default: 'own' },
        units: { type: 'integer', 'x-show-when': { mode: ['own'] } },
      },
    },
  }
  const form: FieldSchema = { type: 'object', properties: { items } }
  t.equal(controlOf(items), 'rows')
  t.equal(skuFieldOf(items.items ?? {}), 'skuId')
  t.equal(skuFieldOf({ properties: { a: { type: 'integer' } } }), null)
  t.match(openWith(form, {}), { items: [] })
  t.same(
    openWith({ properties: { items: { ...items, minItems: 1 } } }, {}),
    { items: [] },
    'goods are chosen',
  )
  const ladder: FieldSchema = { type: 'array', minItems: 1, items: { properties: { fen: { default: 0 } } } }
  t.same(openWith({ properties: { ladder } }, {}), { ladder: [{ fen: 0 }] })
  const opened = openWith(form, { items: [{ skuId: 'sku_1', priceFen: 100, gone: 1 }] })
  t.same(opened, { items: [{ skuId: 'sku_1', priceFen: 100, mode: 'own', units: undefined }] })
  t.same(
    toSend(form, {
      items: [
        { skuId: 'sku_1', priceFen: null, mode: 'ceiling', units: 5 },
        { skuId: 'sku_2', priceFen: 7, mode: 'own', units: 5 },
      ],
    }),
    {
      items: [
        { skuId: 'sku_1', mode: 'ceiling' },
        { skuId: 'sku_2', priceFen: 7, mode: 'own', units: 5 },
      ],
    },
  )
})

t.test('a rate is typed as shoppers say it', async (t) => {
  for (const [typed, off] of [
    ['8.5', 1500],
    ['85', 1500],
    ['85 折', 1500],
    ['９折', 1000],
    ['5', 5000],
    ['9.85', 150],
    ['0.1', 9900],
  ] as const)
    t.equal(parseZhe(typed), off, typed)
  for (const wrong of ['', '0', '100', 'abc', '-1', '8.555']) t.equal(parseZhe(wrong), null, wrong)
  for (let off = 10; off < 10_000; off += 10) t.equal(parseZhe(zheOf(off)), off, String(off))
  const bounds = { minimum: 50, maximum: 4000 }
  t.same(rangeInPercent(bounds), { min: 50, max: 4000, least: '0.5%', most: '40%' })
  t.equal(rangeInPercent({ minimum: 50 }), null, 'an open bound says nothing')
})

t.test('a long tail of choices that are made already may be folded away', async (t) => {
  const isOn: FieldSchema = { type: 'boolean' }
  const mode: FieldSchema = { enum: ['a', 'b'], default: 'a' }
  const regions: FieldSchema = { type: 'array', items: { type: 'string' }, 'x-ui': 'regions' }
  const asked: FieldSchema = { type: 'integer' }
  t.equal(tailOf({ properties: { asked, isOn, mode, regions } }), 3)
  t.equal(tailOf({ properties: { isOn, mode, asked, regions } }), 0, 'one is no tail')
  t.equal(tailOf({ properties: { isOn, mode, regions } }), 0, 'something is always asked')
})

t.test('a text that opens empty may stay so, required or not', async (t) => {
  t.equal(mustBeFilled({ type: 'string', minLength: 1 }), true)
  t.equal(mustBeFilled({ type: 'string', maxLength: 20, default: '' }), false)
  t.equal(
    mustBeFilled({ type: 'string', maxLength: 60, default: '10:00-20:00' }),
    false,
    'a day without hours',
  )
  t.equal(mustBeFilled({ type: 'string', minLength: 1, default: 'VIP' }), true)
  t.equal(mustBeFilled({ type: 'boolean' }), false)
  t.equal(mustBeFilled({ type: 'array', items: { type: 'string' }, 'x-ui': 'products' }), false)
  t.same(toSend({ type: 'object', required: ['group'], properties: { group: { type: 'string' } } }, {}), {
    group: '',
  })
})
