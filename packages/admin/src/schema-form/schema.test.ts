import t from 'tap'
import type { FieldSchema } from '../api/plugins.js'
import { choicesOf, controlOf, isShown, openWith, toSend } from './schema.js'

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
    offBps: 'percent',
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
