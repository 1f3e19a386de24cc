import { withTenant } from '@mamapu/db'
import type { ProductId } from '@mamapu/kernel'
import { acknowledgedField, defineMechanic, definePlugin, forSettings } from '@mamapu/plugin-sdk'
import {
  createTestApp,
  createTestDatabase,
  createTestStore,
  openShop,
  productInput,
  serveRoutes,
} from '@mamapu/testkit'
import t from 'tap'
import { Type } from 'typebox'
import { createProduct, productAdminRoutes, setProductStatus } from '../catalog/index.js'
import { getSettings, type SettingsPatch, updateSettings } from '../stores/index.js'

const at = new Date('2026-03-04T02:00:00Z')
const formula = '婴儿配方奶粉 1 段'

const settings = Type.Object(
  { steps: Type.Array(Type.Object({ title: Type.String() }), { default: [] }) },
  { additionalProperties: false },
)
const { route } = forSettings(settings)
const Note = Type.Object(
  {
    title: Type.String({ maxLength: 100 }),
    body: Type.String({ maxLength: 1000 }),
    products: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
    acknowledged: acknowledgedField,
  },
  { additionalProperties: false },
)

const mechanic = defineMechanic({
  config: Type.Object({ note: Type.String({ default: '' }) }, { additionalProperties: false }),
  title: { 'zh-CN': '笔记节', en: 'Notes' },
  uses: { scope: true, audience: true, announce: true, recurrence: true },
  summary: () => '笔记节',
})

/** Keeps nothing: says whether it might have. */
const notes = definePlugin({
  id: 'notes',
  version: '1.0.0',
  api: 1,
  engine: '^0.1',
  title: { 'zh-CN': '笔记', en: 'Notes' },
  description: { 'zh-CN': '笔记', en: 'Notes' },
  category: 'content',
  settings,
  campaign: mechanic,
  routes: [
    route({
      audience: 'staff',
      method: 'POST',
      path: '/notes',
      summary: 'Keep a note',
      scope: 'marketing:write',
      body: Note,
      reply: Type.Object({ kept: Type.Boolean(), rules: Type.Array(Type.String()) }),
      async handle(ctx, { body: { title, body, acknowledged = false, products = [] } }) {
        const { refusal } = await ctx.guard.check(
          { '/title': title, '/body': body },
          { place: 'material', acknowledged, products: products as ProductId[], subject: 'note' },
        )
        if (refusal) return refusal
        return { body: { kept: true, rules: ctx.guard.rules('recruit').map(({ code }) => code) } }
      },
    }),
    route({
      audience: 'staff',
      method: 'PUT',
      path: '/plain',
      summary: 'Ask no guard',
      scope: 'marketing:write',
      body: Type.Object({ title: Type.String(), reason: Type.String() }, { additionalProperties: false }),
      reply: Type.Object({ kept: Type.Boolean() }),
      async handle(ctx, { body: { title } }) {
        await ctx.tellStaff({ key: 'plain', words: { 'zh-CN': title, en: title } })
        return { body: { kept: true } }
      },
    }),
  ],
})

t.test('a product says nothing forbidden, drafts included; what needs proof is stood by once', async (t) => {
  const { db } = await createTestDatabase(t)
  const { app } = createTestApp(t, db, { at })
  const { storeId } = await createTestStore(db, at)
  const server = await serveRoutes(t, { storeId, at }, productAdminRoutes(app))
  const body = (more: object) => ({
    title: formula,
    skus: [{ values: [], price: { amount: 19900, currency: 'CNY' } }],
    ...more,
  })
  const post = (payload: object, language = 'zh-CN') =>
    server.inject({ method: 'POST', url: '/products', payload, headers: { 'accept-language': language } })

  const bad = await post(body({ descriptionHtml: '<p>無限<b>接近 母 乳</b></p>', sellingPoint: '销量第一' }))
  t.equal(bad.statusCode, 422)
  t.match(bad.json(), {
    code: 'TEXT_FORBIDDEN',
    fields: { '/descriptionHtml': /“接近 母 乳”.*广告法第二十条/ },
    data: { findings: [{ code: 'TEXT_BREAST_MILK', field: '/descriptionHtml' }] },
  })
  t.match((await post(body({ title: 'Formula, close to breast milk' }), 'en')).json(), {
    code: 'TEXT_FORBIDDEN',
    fields: { '/title': /Advertising Law art. 20/ },
  })
  t.same((await server.inject('/products')).json().products, [], 'a refusal changes nothing')

  const draft = await post(body({ sellingPoint: '全网销量第一' }))
  t.equal(draft.statusCode, 201, 'a draft is asked for no proof')
  const url = `/products/${draft.json().id}`
  const publish = (payload: object) => server.inject({ method: 'PUT', url: `${url}/status`, payload })
  const asked = await publish({ version: 1, status: 'active' })
  t.match(asked.json(), { code: 'TEXT_UNACKNOWLEDGED', data: { findings: [{ code: 'TEXT_SUPERLATIVE' }] } })
  t.match((await server.inject(url)).json(), { status: 'draft', version: 1 })
  const other = await publish({ version: 1, status: 'active', acknowledged: ['TEXT_MEDICAL'] })
  t.equal(other.json().code, 'TEXT_UNACKNOWLEDGED', 'what one stands by is named')
  t.equal(
    (await publish({ version: 1, status: 'active', acknowledged: ['TEXT_SUPERLATIVE'] })).statusCode,
    200,
  )
  const again = body({ sellingPoint: '全网销量第一', status: 'active', brand: '悦护' })
  const saved = await server.inject({ method: 'PUT', url, payload: { version: 2, product: again } })
  t.equal(saved.statusCode, 200, 'the same words are not asked for again')
  const more = { ...again, sellingPoint: '全网销量第一，国家级品质', title: '顶级配方奶粉' }
  const news = await server.inject({ method: 'PUT', url, payload: { version: 3, product: more } })
  t.equal(news.json().code, 'TEXT_UNACKNOWLEDGED', 'others are')

  const old = await withTenant(db, storeId, async (tx) => {
    const made = await createProduct(tx, productInput({ title: '奶粉' }), { actor: 'test', at })
    if (!made.saved) throw new Error(made.reason)
    await tx.sql`update products set title = '媲美母乳的奶粉', status = 'draft' where tenant_id = ${tx.tenantId}
      and title = '奶粉'`
    const change = { productId: made.productId, version: 1, status: 'active' } as const
    return setProductStatus(tx, change, { actor: 'test', at })
  })
  t.match(old, { saved: false, reason: 'TEXT_FORBIDDEN' }, 'nor does what was kept before go on sale')
})

t.test("the shop's own words", async (t) => {
  const { db } = await createTestDatabase(t)
  const { storeId } = await createTestStore(db, at)
  const change = (patch: SettingsPatch, acknowledged: string[] = []) =>
    withTenant(db, storeId, async (tx) => {
      const { version } = await getSettings(tx)
      return updateSettings(tx, { version, patch, acknowledged, at })
    })
  t.match(await change({ announcement: '本店奶粉媲美母乳' }), {
    updated: false,
    reason: 'words',
    words: { refused: 'TEXT_FORBIDDEN', fields: { '/announcement': { 'zh-CN': /媲美母乳/ } } },
  })
  t.match(await change({ tagline: '全网最低价' }), { words: { refused: 'TEXT_UNACKNOWLEDGED' } })
  t.match(await change({ tagline: '全网最低价' }, ['TEXT_SUPERLATIVE']), {
    updated: true,
    settings: { tagline: '全网最低价' },
  })
  t.match(await change({ story: '支持母乳喂养' }), { updated: true })
})

t.test('campaigns: their names, and first formula among their goods', async (t) => {
  const shop = await openShop(t, { plugins: [notes], at })
  const owner = await shop.owner()
  await shop.sku({ title: formula })
  const bib = await shop.sku({ title: '围兜' })
  const form = {
    plugin: 'notes',
    label: '开学季',
    config: {},
    startsAt: '2026-03-05T02:00:00.000Z',
    endsAt: '2026-03-05T04:00:00.000Z',
  }
  const post = (path: string, body: object) => shop.console('POST', `/campaigns${path}`, owner, { body })
  const bad = await post('', { ...form, label: '奶粉媲美母乳' })
  t.match(bad, { status: 422, json: { code: 'TEXT_FORBIDDEN', fields: { '/label': /媲美母乳/ } } }, bad.text)

  const all = await post('', form)
  const asked = await post(`/${all.json.id}/publish`, {})
  t.match(asked.json, {
    code: 'TEXT_UNACKNOWLEDGED',
    data: { findings: [{ code: 'TEXT_FORMULA_PROMOTION' }] },
  })
  const stood = await post(`/${all.json.id}/publish`, { acknowledged: ['TEXT_FORMULA_PROMOTION'] })
  t.match(stood, { status: 200, json: { state: 'scheduled' } }, stood.text)

  const bibs = await post('', { ...form, label: '围兜节', scope: { all: false, products: [bib.productId] } })
  t.match(await post(`/${bibs.json.id}/publish`, {}), { status: 200 }, 'other goods ask nothing')
})

t.test('a plugin refuses with the codes of the guard, at its own fields, and writes nothing', async (t) => {
  const shop = await openShop(t, { plugins: [notes], at })
  const owner = await shop.owner()
  const keep = (body: object) => shop.console('POST', '/x/notes/notes', owner, { body })
  t.match(await keep({ title: '在家躺赚', body: '好物' }), {
    status: 422,
    json: { code: 'TEXT_FORBIDDEN', fields: { '/title': /“躺赚”.*不得承诺收益/ } },
  })
  const { productId } = await shop.sku({ title: formula })
  const promoting = { title: '好物', body: '推荐', products: [productId] }
  t.match(await keep(promoting), {
    status: 422,
    json: {
      code: 'TEXT_UNACKNOWLEDGED',
      data: { findings: [{ code: 'TEXT_FORMULA_PROMOTION', found: '' }] },
    },
  })
  t.match(await keep({ ...promoting, acknowledged: true }), { status: 200, json: { kept: true } })
  t.match(await keep(promoting), { status: 200 }, 'it stands by it already')
  const kept = await withTenant(
    shop.app.db,
    shop.store.storeId,
    (tx) => tx.sql`select subject, code from text_acknowledgements where tenant_id = ${tx.tenantId}`,
  )
  t.same([...kept], [{ subject: 'notes:note', code: 'TEXT_FORMULA_PROMOTION' }])
})

t.test(
  'what merchants write in forms of plugins is guarded at one door, whether a plugin asks or not',
  async (t) => {
    const shop = await openShop(t, { plugins: [notes], at })
    const owner = await shop.owner()
    const plain = (title: string, reason = '') =>
      shop.console('PUT', '/x/notes/plain', owner, { body: { title, reason } })
    t.match(await plain('躺💰赚'), {
      status: 422,
      json: { code: 'TEXT_FORBIDDEN', fields: { '/title': /躺💰赚.*不得承诺收益/ } },
    })
    const told = () => shop.database.admin`select words from staff_notices`
    t.same([...(await told())], [], 'a refusal undoes what the plugin did')
    t.match(await plain('好物', '她在群里说躺赚'), { status: 200 }, 'why somebody is paused may be said')

    const save = (title: string) =>
      shop.console('PUT', '/plugins/notes/settings', owner, {
        body: { settings: { steps: [{ title }] }, version: 1 },
      })
    t.match(await save('抹了湿疹就好'), {
      status: 422,
      json: { code: 'TEXT_FORBIDDEN', fields: { '/steps/0/title': /广告法第十七条/ } },
    })
    t.match((await save('第一步')).status, 200)
    await t.rejects(
      shop.campaign({ plugin: 'notes', config: { note: '月收入轻松破万' } }),
      /TEXT_FORBIDDEN .*config\/note/,
    )
  },
)
