import { readdir, rm, writeFile } from 'node:fs/promises'
import { withTenant } from '@mamapu/db'
import { DAY, type Id, MINUTE } from '@mamapu/kernel'
import {
  definePlugin,
  forSettings,
  type Plugin,
  POSTER_SIZES,
  POSTER_TEMPLATES,
  type PosterContent,
  type PosterSize,
  type PosterView,
} from '@mamapu/plugin-sdk'
import { openShop, serveRoutes } from '@mamapu/testkit'
import jsqr from 'jsqr'
import sharp from 'sharp'
import t from 'tap'
import { Type } from 'typebox'
import { storePicture } from '../media/index.js'
import { linesOf, sizeFor, widthOf } from './draw/fit.rules.js'
import { paletteOf } from './draw/palette.rules.js'
import { drawPoster, posterStorefrontRoutes, whyNotDrawn } from './index.js'
import type { PosterPlan } from './poster.types.js'
import { drawnContent, keyOfPlan } from './poster-plan.js'

const at = new Date('2026-03-04T02:00:00Z')
t.setTimeout(120_000)
const words = (text: string) => ({ 'zh-CN': text, en: text })
const shop = {
  name: '米粒妈福利社',
  locale: 'zh-CN',
  color: '#e8825a',
  origin: 'http://mili.localhost:3000',
} as const
const LONG =
  '【限时特惠】德国进口有机棉新生儿连体衣春秋四季通用哈衣爬服加厚保暖防惊跳睡袋礼盒装满月周岁送礼佳品 (0–24 months)'
const CONTENT: PosterContent = {
  title: LONG,
  subtitle: LONG + LONG,
  price: '¥12,999.00–¥128,888.00',
  struckPrice: '¥158,888.00–¥199,999.00',
  badge: '全场第二件半价叠加会员日满三百减五十',
  from: '一个名字特别特别长的小满和小米和小豆的妈妈',
  qrPath: '/s/a8K2mQ9x',
  qrHint: '长按识别二维码进店领取新人专享优惠券包',
  lines: Array.from({ length: 6 }, (_, n) => ({ label: `第 ${n} 项很长很长的说明`, value: '1,286,000 件' })),
}

const jsQr = jsqr as unknown as (
  data: Uint8ClampedArray,
  width: number,
  height: number,
) => { data: string } | null

/** At little more than half its size, as a phone shows it. */
async function readQr(png: Buffer): Promise<string | null> {
  const { data, info } = await sharp(png)
    .resize({ width: 640 })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return jsQr(new Uint8ClampedArray(data), info.width, info.height)?.data ?? null
}

const photo = (color = '#3366aa') =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: color } })
    .jpeg()
    .toBuffer()

t.test(
  'every template in every size: the code is read from the PNG, with the longest words and a picture',
  async (t) => {
    const picture = await photo()
    for (const template of POSTER_TEMPLATES)
      for (const size of Object.keys(POSTER_SIZES) as PosterSize[]) {
        const content = { ...CONTENT, picture: 'a'.repeat(64) }
        const png = await drawPoster({ template, size, content, shop }, async () => picture)
        const { width, height, format } = await sharp(png).metadata()
        t.match({ width, height, format }, { ...POSTER_SIZES[size], format: 'png' })
        t.equal(await readQr(png), 'http://mili.localhost:3000/s/a8K2mQ9x', `${template} ${size}`)
      }
    const bare = await drawPoster(
      { template: 'product', size: 'chat', content: { title: '小鸭' }, shop },
      async () => null,
    )
    t.equal(await readQr(bare), null, 'without a path there is no code')
  },
)

t.test(
  'lines are broken between words, never over the edge, and end in dots when there is no more room',
  (t) => {
    for (const width of [6, 9.5, 14, 30])
      for (const most of [1, 2, 4]) {
        const lines = linesOf(LONG, { width, most })
        t.ok(lines.length <= most && lines.every((line) => widthOf(line) <= width), `${width} ${most}`)
        const isWhole = lines.join('').replace(/\s/g, '') === LONG.replace(/\s/g, '')
        t.ok(isWhole || lines.at(-1)?.endsWith('…'))
      }
    t.strictSame(linesOf('夜奶三个月，它救了我的腰', { width: 9, most: 3 }), ['夜奶三个月，', '它救了我的腰'])
    for (const line of linesOf('买二送一！全场满减，（会员另享）九折。再送小样', { width: 5, most: 9 }))
      t.notMatch(line, /^[，。！）]|（$/)
    t.strictSame(linesOf('', { width: 5, most: 2 }), [''])
    t.equal(sizeFor('小鸭', { width: 400, lines: 1, sizes: [90, 60] }), 90)
    t.equal(sizeFor(LONG, { width: 400, lines: 2, sizes: [90, 60] }), 60)
    t.equal(paletteOf('#f2d24a').onBrand, '#2b2320', 'ink on a pale colour')
    t.equal(paletteOf('#3b2a26').onBrand, '#ffffff')
    t.end()
  },
)

t.test(
  'what cannot be drawn is refused, what has no shape is left out, and the same content is the same poster',
  (t) => {
    const ask = { template: 'product', size: 'chat', content: { title: '小鸭' } } as const
    t.equal(whyNotDrawn(ask), null)
    const wrong: [object, RegExp][] = [
      [{ template: 'wild' }, /template/],
      [{ size: 'toString' }, /size/],
      [{ content: { title: ' 🎉 ' } }, /title/],
      [{ content: { title: '小鸭', price: 7 } }, /price/],
      [{ content: { title: '小鸭', picture: 'https://evil.example/x.png' } }, /picture/],
      [{ content: { title: '小鸭', qrPath: '//evil.example' } }, /qrPath/],
      [{ content: { title: '小鸭', qrPath: 'https://evil.example' } }, /qrPath/],
      [{ content: { title: '小鸭', lines: Array(7).fill({ label: '', value: '' }) } }, /lines/],
    ]
    for (const [part, reason] of wrong) t.match(whyNotDrawn({ ...ask, ...part } as never), reason)
    t.strictSame(
      drawnContent({ title: ' 小鸭\u202e 👶🏻 好\n\n物 ', subtitle: '', lines: [{ label: '', value: '' }] }),
      {
        title: '小鸭 好 物',
      },
    )
    const plan: PosterPlan = { ...ask, shop, content: { title: '小鸭', price: '¥1' } }
    t.equal(keyOfPlan(plan, 'kit'), keyOfPlan({ ...plan, content: { price: '¥1', title: '小鸭' } }, 'kit'))
    t.not(keyOfPlan(plan, 'kit'), keyOfPlan(plan, 'other'), 'each plugin has its own')
    t.not(
      keyOfPlan(plan, 'kit'),
      keyOfPlan({ ...plan, shop: { ...shop, name: '别家' } }, 'kit'),
      'a new name is a new poster',
    )
    t.end()
  },
)

/** A plugin that asks for what it is told to. */
function painter(id = 'painter'): Plugin {
  const settings = Type.Object({}, { additionalProperties: false })
  const { route } = forSettings(settings)
  return definePlugin({
    id,
    version: '1.0.0',
    api: 1,
    engine: '^0.1',
    title: words('画师'),
    description: words('画师'),
    category: 'tool',
    scopes: ['posters:make'],
    settings,
    routes: [
      route({
        audience: 'shopper',
        method: 'POST',
        path: '/posters',
        summary: 'Draw',
        body: Type.Object(
          { title: Type.String(), picture: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
        reply: Type.Any(),
        async handle(ctx, { body }) {
          const content = { ...body, qrPath: '/s/a8K2mQ9x' }
          const asked = { template: 'product', size: 'square', content } as const
          const before = await ctx.posters.known(asked)
          const made = await ctx.posters.make(asked)
          return { body: { ...(await ctx.posters.find(made.id)), isNew: before === null } }
        },
      }),
      route({
        audience: 'shopper',
        method: 'GET',
        path: '/posters/:id',
        summary: 'Look',
        params: Type.Object({ id: Type.String() }),
        reply: Type.Any(),
        async handle(ctx, { params: { id: poster } }) {
          return { body: { found: await ctx.posters.find(poster as Id<'pst'>) } }
        },
      }),
    ],
  })
}

t.test('asked for once, drawn by a job, kept at its address, for this shop alone', async (t) => {
  const made = await openShop(t, { plugins: [painter(), painter('rival')], at })
  const { app, clock } = made
  const { storeId } = made.store
  Object.assign(app, { dataDir: t.testdir() })
  const ask = async (title: string, picture?: string) => {
    const body = { title, ...(picture ? { picture } : {}) }
    const reply = await made.shop('POST', '/api/store/v1/x/painter/posters', await made.customer(), { body })
    return reply.json as unknown as PosterView
  }

  const first = await ask('小鸭')
  t.match(first, { state: 'waiting', url: null, width: 1080, height: 1080, isNew: true })
  t.match(await ask('小鸭'), { id: first.id, isNew: false }, 'the same poster however often it is asked for')
  const look = async (by: string) =>
    (await made.shop('GET', `/api/store/v1/x/${by}/posters/${first.id}`, null)).json
  t.match(await look('painter'), { found: { id: first.id } })
  t.match(await look('rival'), { found: null }, 'a plugin finds its own alone')
  t.equal((await made.runDue()) > 0, true)
  const ready = await ask('小鸭')
  t.match(ready, { id: first.id, state: 'ready', url: /^\/posters\/[0-9a-f]{64}\.png$/ })

  const server = await serveRoutes(t, { storeId, at }, posterStorefrontRoutes(app))
  const file = await server.inject(ready.url as string)
  t.match(file.headers, { 'content-type': 'image/png', 'cache-control': /immutable/ })
  t.match(await readQr(file.rawPayload), /^http:\/\/.+\/s\/a8K2mQ9x$/)
  const neighbour = await made.neighbour()
  const other = await serveRoutes(t, { storeId: neighbour.storeId, at }, posterStorefrontRoutes(app))
  t.equal((await other.inject(ready.url as string)).statusCode, 404, 'another shop has no such poster')
  t.equal((await server.inject('/posters/..%2f..%2fsecret.png')).statusCode, 404)

  // A file that was lost is drawn again as soon as somebody misses it.
  await rm(`${app.dataDir}/posters`, { recursive: true })
  t.equal((await server.inject(ready.url as string)).statusCode, 404)
  t.match(await ask('小鸭'), { id: first.id, state: 'waiting' })
  await made.runDue()
  t.equal((await server.inject(ready.url as string)).statusCode, 200)

  // A picture is only ever the shop's own.
  await writeFile(`${app.dataDir}/a.jpg`, await photo('#d04040'))
  const file1 = { path: `${app.dataDir}/a.jpg`, declaredType: null, at }
  const hashOf = async (owner: typeof storeId) => {
    const stored = await storePicture(app, owner, file1)
    return stored.stored ? stored.media.hash : ''
  }
  const theirs = await hashOf(neighbour.storeId)
  const drawnWith = async (title: string, hash?: string) => {
    await ask(title, hash)
    await made.runDue()
    return (await server.inject((await ask(title, hash)).url as string)).rawPayload
  }
  const without = await drawnWith('小红')
  t.ok(without.equals(await drawnWith('小红', theirs)), 'drawn as if there were none')
  await hashOf(storeId)
  t.notOk((await drawnWith('小绿', theirs)).equals(await drawnWith('小绿')), 'its own is drawn')

  // A lost job is found again; what cannot be drawn stands as failed until it is asked for later.
  const lost = await ask('丢失')
  await made.database.admin`update outbox set state = 'done' where state <> 'done'`
  clock.advance(2 * MINUTE)
  t.ok((await made.sweep()) > 0)
  t.equal((await ask('丢失')).state, 'ready')
  await made.database
    .admin`update posters set state = 'failed', failure = 'POSTER_LATE', bytes = null, drawn_at = null,
    asked_at = ${clock.now()} where id = ${lost.id.slice(4)}`
  t.equal((await ask('丢失')).state, 'failed', 'not at once')
  clock.advance(2 * MINUTE)
  t.equal((await ask('丢失')).state, 'waiting')
  await made.runDue()
  t.equal((await ask('丢失')).state, 'ready')

  // Too many that wait are no more work.
  await made.database.admin`insert into posters (tenant_id, id, key, template, size, plan, asked_at)
    select ${storeId.slice(4)}, gen_random_uuid(), encode(sha256(n::text::bytea), 'hex'), 'shop', 'chat', '{}', ${clock.now()}
      from generate_series(1, 300) n`
  t.equal((await ask('再来')).state, 'failed')
  await made.database.admin`delete from posters where plan = '{}'`

  // What nobody wants for sixty days goes, file and all.
  clock.advance(40 * DAY)
  await ask('小鸭')
  clock.advance(40 * DAY)
  await made.run('posters.clean')
  t.equal((await ask('小鸭')).state, 'ready', 'somebody asked for this one')
  t.equal((await server.inject(ready.url as string)).statusCode, 200)
  const files = (await readdir(`${app.dataDir}/posters`, { recursive: true })).filter((name) =>
    name.endsWith('.png'),
  )
  t.equal(files.length, 1)
  const none = await withTenant(
    app.db,
    storeId,
    (tx) => tx.sql`
    select count(*) from posters where tenant_id = ${tx.tenantId}`,
  )
  t.match(none, [{ count: 1 }])
})
