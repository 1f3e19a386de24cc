import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ZERO_FEN } from '@mamapu/kernel'
import t from 'tap'
import { Type } from 'typebox'
import { checkPlugin } from './check/check-plugin.js'
import {
  DEPRECATIONS,
  type Deprecation,
  defineFact,
  definePlugin,
  deprecationsUsed,
  deprecationWords,
  field,
  forSettings,
  isGone,
  isInRange,
  localised,
  PluginError,
  plainSchema,
} from './index.js'

const words = (text: string) => ({ 'zh-CN': text, en: text })
const settings = Type.Object({ gift: Type.Integer({ default: 1 }) })
const hooks = forSettings(settings)
const held = defineFact({ name: 'held', about: 'person', none: 0, query: () => null, map: () => 0 })
const stray = defineFact({ name: 'stray', about: 'store', none: 0, query: () => null, map: () => 0 })
const price = hooks.price({ name: 'gift', stage: 'order', facts: { held }, offers: () => [] })
const list = hooks.route({
  audience: 'staff',
  method: 'GET',
  path: '/things',
  summary: 'Things',
  scope: 'marketing:read',
  reply: Type.Object({}),
  handle: async () => ({ body: {} }),
})

const sound = {
  id: 'gifts',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: words('gifts'),
  description: words('gifts'),
  category: 'discount',
  scopes: ['quotas:take'],
  settings,
  quotas: [{ kind: 'gifts.use', title: words('use'), heat: 20 }],
  facts: [held],
  prices: [price],
  routes: [list],
  blocks: { strip: { title: words('strip') } },
  blocksDir: new URL('../blocks/', import.meta.url),
  locales: new URL('../locales/', import.meta.url),
} as const

t.test('a sound plugin is one value, frozen to the bottom', async (t) => {
  const plugin = definePlugin(sound)
  t.equal(plugin.id, 'gifts')
  t.ok(Object.isFrozen(plugin) && Object.isFrozen(plugin.title) && Object.isFrozen(plugin.quotas?.[0]))
  t.ok(Object.isFrozen(plugin.settings.properties))
})

t.test('every fault is found before anything runs, in one line that names it', async (t) => {
  const route = (change: object) => ({ routes: [{ ...list, ...change }] })
  const slot = (change: object) => ({
    slots: [{ slot: 'home.strip', block: 'strip', facts: {}, data: () => null, ...change }],
  })
  const faults: [name: string, change: object, says: RegExp][] = [
    ['unknown key', { pricez: [] }, /unknown key "pricez"/],
    ['other api', { api: 2 }, /api is 2/],
    ['other engine', { engine: '^9.0' }, /made for engine \^9\.0/],
    ['no engine range', { engine: 'newest' }, /is no range/],
    ['one language', { title: { 'zh-CN': '赠品' } }, /title needs a text/],
    ['unknown scope', { scopes: ['orders:write'] }, /unknown scope "orders:write"/],
    ['undeclared scope', { scopes: [] }, /scopes need quotas:take/],
    ['levels without a scope', { levels: () => [] }, /scopes need customers:write/],
    ['foreign quota kind', { quotas: [{ ...sound.quotas[0], kind: 'stock' }] }, /is named gifts\.<what>/],
    ['doubled quota', { quotas: [sound.quotas[0], sound.quotas[0]] }, /"gifts\.use" is there twice/],
    ['heat', { quotas: [{ ...sound.quotas[0], heat: 5 }] }, /heat is a whole number/],
    [
      'error code of another',
      { errors: { STOCK_GONE: { status: 409, ...words('x') } } },
      /begins with GIFTS_/,
    ],
    ['error as success', { errors: { GIFTS_X1: { status: 200, ...words('x') } } }, /status is 400/],
    ['undeclared fact', { prices: [{ ...price, facts: { stray } }] }, /fact "stray", which is not among/],
    ['doubled rule', { prices: [price, price] }, /rule "gift" is there twice/],
    ['unknown key in a rule', { prices: [{ ...price, apply() {} }] }, /unknown key "apply"/],
    ['unknown stage', { prices: [{ ...price, stage: 'cart' }] }, /stage is one of/],
    ['unknown event', { on: { 'order.eaten': { handle() {} } } }, /unknown event "order\.eaten"/],
    ['unknown slot', slot({ slot: 'home.roof' }), /unknown slot "home\.roof"/],
    ['unknown block', slot({ block: 'roof' }), /block "roof", which is not among/],
    ['hidden personal facts', slot({ slot: 'cart.above', facts: { held } }), /says personal: true/],
    ['personal on a cached page', slot({ facts: { held }, personal: true }), /nothing personal may appear/],
    ['job rhythm', { jobs: [{ name: 'tidy', every: '2s', run() {} }] }, /every is one of/],
    ['staff without scope', route({ scope: undefined }), /staff routes name a scope/],
    ['shopper with scope', route({ audience: 'shopper' }), /scopes are for staff/],
    ['route without reply', route({ reply: undefined }), /reply has no schema/],
    ['unnamed path part', route({ path: '/things/:id' }), /no schema for :id/],
    ['body of a GET', route({ body: Type.Object({}, { additionalProperties: false }) }), /GET has no body/],
    ['open body', route({ method: 'POST', body: Type.Object({}) }), /fields nobody named/],
    ['doubled route', { routes: [list, list] }, /route "staff GET \/things" is there twice/],
    ['form of staff', route({ method: 'POST', form: { next: '/', done: 'x' } }), /only a shopper's POST/],
    [
      'form to elsewhere',
      route({ audience: 'shopper', scope: undefined, method: 'POST', form: { next: '//x', done: 'x' } }),
      /path of the shop/,
    ],
    [
      'screen without route',
      {
        admin: { figures: [{ name: 'n', title: words('n'), route: 'GET /none', field: 'n', kind: 'count' }] },
      },
      /"GET \/none", which is no staff route/,
    ],
    ['offers without scope', { scopes: ['quotas:take'], offerMessages: ['given'] }, /need messages:send/],
    ['blocks without folder', { blocksDir: undefined }, /blocksDir is needed/],
    ['folder as text', { migrations: './migrations' }, /migrations is a URL/],
    [
      'page without block',
      { pages: [{ name: 'p', title: words('p'), block: 'none', data: async () => ({}) }] },
      /block "none", which is not among/,
    ],
  ]
  for (const [name, change, says] of faults) {
    const make = () => definePlugin({ ...sound, ...change } as never)
    t.throws(make, { name: 'PluginError' }, name)
    try {
      make()
    } catch (error) {
      t.ok(error instanceof PluginError && says.test(error.message), `${name}: ${String(error)}`)
      t.notMatch(String(error), /\n/, `${name}: one line`)
      t.match(String(error), /plugin gifts: /)
    }
  }
})

t.test('the settings schema is the type of every rule and handler', async (t) => {
  hooks.price({
    name: 'typed',
    stage: 'order',
    facts: { held },
    offers: ({ settings: { gift }, facts }) => {
      const sum: number = gift + facts.held
      return sum > 0 ? [] : []
    },
  })
  hooks.route({
    audience: 'shopper',
    method: 'POST',
    path: '/things/:id',
    summary: 'A thing',
    params: Type.Object({ id: Type.String() }),
    body: Type.Object({ count: Type.Integer() }, { additionalProperties: false }),
    reply: Type.Object({}),
    handle: async (ctx, { params, body }) => {
      const text: string = params.id
      const sum: number = body.count + ctx.settings.gift
      return { body: { text, sum, none: ZERO_FEN } }
    },
  })
  t.pass('compiled')
})

t.test('engine ranges', async (t) => {
  for (const [range, holds] of [
    ['^0.1', true],
    ['^0.2', false],
    ['0.1.0', true],
    ['>=0.1.0 <0.2.0', true],
    ['<0.1', false],
    ['^1', false],
    ['~0.1', true],
    ['~0.2.1', false],
    ['0.x', true],
    ['0.1.x', true],
    ['0.2.x', false],
    ['^0.2 || ^0.1', true],
    ['^0.2 || >=1', false],
    ['0.0.9 - 0.1.0', true],
    ['>0.1.0', false],
    ['<=0.1.0', true],
    ['=0.1.0', true],
    ['v0.1.0', true],
    ['*', true],
    ['', null],
    ['  ', null],
    ['latest', null],
    ['^0.1.0.0', null],
  ] as const)
    t.equal(isInRange('0.1.0', range), holds, range)
})

t.test('one schema gives the form of each language and the strict shape of the validator', async (t) => {
  const schema = Type.Object({
    off: Type.Integer({ ...field('减多少', 'Amount off', { ui: 'money', help: words('h') }), minimum: 1 }),
  })
  t.match(localised(schema, 'en'), {
    properties: { off: { title: 'Amount off', 'x-ui': 'money', minimum: 1 } },
  })
  t.match(localised(schema, 'zh-CN'), { properties: { off: { title: '减多少', description: 'h' } } })
  const plain = JSON.stringify(plainSchema(schema))
  t.notMatch(plain, /x-/)
  t.match(plain, /"minimum":1/)
})

t.test('what is deprecated is told with its day, and refused once it is gone', async (t) => {
  const soon: Deprecation = {
    path: 'campaign/payMinutes',
    since: '0.1.0',
    until: '2027-06-30',
    goneIn: '0.2.0',
    instead: { 'zh-CN': '店铺设置', en: "the shop's own setting" },
  }
  const scope: Deprecation = { ...soon, path: 'scopes/*', value: 'orders:read' }
  const list = [soon, scope]
  const used = (definition: object) => deprecationsUsed(definition, list).map(({ path }) => path)
  t.same(used({ campaign: { payMinutes: 5 } }), ['campaign/payMinutes'])
  t.same(used({ campaign: {}, scopes: ['ledger:post'] }), [])
  t.same(used({ campaign: null, scopes: ['ledger:post', 'orders:read'] }), ['scopes/*'])
  t.match(deprecationWords(scope).en, /scopes\/\* "orders:read" is deprecated: it works until 2027-06-30/)
  t.same([isGone(soon), isGone(soon, '0.2.0'), isGone(soon, '1.0.0')], [false, true, true])

  const definition = { id: 'old', scopes: ['orders:read'] } as never
  t.throws(
    () => checkPlugin(definition, [{ ...scope, goneIn: '0.1.0' }]),
    {
      message: /plugin old: scopes\/\* "orders:read" is deprecated.*use the shop's own setting/,
      zh: /已弃用/,
    },
    'gone in this engine: refused by name, with what to use',
  )
  t.throws(() => checkPlugin(definition, list), /api is/, 'not gone yet: the other rules are what is asked')
})

t.test('every @deprecated of the SDK is in the list, and the other way round', async (t) => {
  const folder = fileURLToPath(new URL('../src/', import.meta.url))
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'deprecations.ts')
    .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
  const marked = sources.flatMap((text) => [...text.matchAll(/@deprecated +(\S+)?/g)].map(([, path]) => path))
  t.same([...new Set(marked)].sort(), [...new Set(DEPRECATIONS.map(({ path }) => path))].sort())
  for (const { since, until, goneIn } of DEPRECATIONS) {
    t.match(until, /^\d{4}-\d\d-\d\d$/)
    t.equal(isInRange(goneIn, `>${since}`), true, 'it is said before it is gone')
  }
})
