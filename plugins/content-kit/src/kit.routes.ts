import { asId, idPattern } from '@mamapu/kernel'
import { acknowledgedField, field } from '@mamapu/plugin-sdk'
import { type Static, Type } from 'typebox'
import {
  countItems,
  countSharers,
  deleteItem,
  findItem,
  insertItem,
  listItems,
  writeIsOn,
  writeItem,
} from './kit.queries.js'
import { stateOf, whyNotKept } from './kit.rules.js'
import { route } from './kit.settings.js'
import type { ItemWords } from './kit.types.js'
import { type Ctx, goodsOf, itemPage } from './share.js'

const ITEMS_MAX = 500
const LISTED_MAX = 100
const PICTURES_MAX = 9

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

export const KINDS = {
  moment: words('朋友圈文案', 'Words to share'),
  goods: words('商品素材', 'About goods'),
  letter: words('授权与资质', 'Authorisation'),
}

const TEMPLATES = {
  '': words('不用海报', 'No poster'),
  product: words('商品海报（配价格）', 'Goods, with the price'),
  story: words('种草海报（大图配文案）', 'Story, a large picture with words'),
  shop: words('店铺海报', 'The shop'),
  invite: words('邀请海报', 'Invitation'),
}

const ById = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
const Done = Type.Object({ id: Type.String() })
const Instant = Type.String({ format: 'date-time' })
const choice = <K extends string>(options: Readonly<Record<K, object>>) =>
  Type.Union((Object.keys(options) as K[]).map((one) => Type.Literal(one)))

const ItemBody = Type.Object(
  {
    kind: Type.Enum(Object.keys(KINDS) as (keyof typeof KINDS)[], {
      ...field('类型', 'Kind', { ui: 'choice', options: KINDS }),
      default: 'moment',
    }),
    title: Type.String({ ...field('标题', 'Title'), minLength: 1, maxLength: 60, pattern: '\\S' }),
    words: Type.String({
      ...field('文案', 'Words to copy', {
        help: words(
          '推广员一点就复制，末尾自动加上她自己的链接。',
          'Copied in one tap, with her own link at the end.',
        ),
        ui: 'long-text',
      }),
      maxLength: 1000,
      default: '',
    }),
    pictures: Type.Array(Type.String({ pattern: idPattern('med') }), {
      ...field('图片（最多 9 张）', 'Pictures, at most 9', {
        help: words('孩子的照片要有监护人同意。', 'Photos of children need the consent of their guardian.'),
        ui: 'pictures',
      }),
      maxItems: PICTURES_MAX,
      default: [],
    }),
    videoUrl: Type.String({
      ...field('视频链接', 'Link to a video', {
        help: words('https:// 开头；没有就空着。', 'Begins with https://; leave empty without one.'),
      }),
      maxLength: 300,
      pattern: '^(https://[^\\s]{4,290})?$',
      default: '',
    }),
    skuId: Type.Optional(
      Type.String({
        ...field('关联商品', 'Goods', {
          help: words(
            '链接打开它的页面；不选就打开店铺首页。',
            'The link opens its page; the shop’s home without.',
          ),
          ui: 'sku',
        }),
        pattern: `^(${idPattern('sku').replace(/^\^|\$$/g, '')})?$`,
      }),
    ),
    template: Type.Enum(Object.keys(TEMPLATES) as (keyof typeof TEMPLATES)[], {
      ...field('海报', 'Poster', { ui: 'choice', options: TEMPLATES }),
      default: '',
    }),
    startsAt: Type.Optional(
      Type.String({ ...field('从何时展示', 'Shown from', { ui: 'datetime' }), format: 'date-time' }),
    ),
    endsAt: Type.Optional(
      Type.String({ ...field('到何时为止', 'Shown until', { ui: 'datetime' }), format: 'date-time' }),
    ),
    acknowledged: acknowledgedField,
  },
  { additionalProperties: false },
)
type ItemBodyValue = Static<typeof ItemBody>

function wordsOf(body: ItemBodyValue): ItemWords {
  const instant = (text: string | undefined) => (text ? new Date(text) : null)
  return {
    kind: body.kind,
    title: body.title.trim(),
    words: body.words.trim(),
    pictures: body.pictures.map((id) => asId('med', id)),
    videoUrl: body.videoUrl,
    skuId: body.skuId ? asId('sku', body.skuId) : null,
    template: body.template,
    startsAt: instant(body.startsAt),
    endsAt: instant(body.endsAt),
  }
}

/** What refuses an item: its parts, what they name, or words that may not be said. */
async function whyRefused(ctx: Ctx, id: string, item: ItemWords, acknowledged: boolean) {
  const fault = whyNotKept(item)
  if (fault) return { refused: fault }
  if ((await ctx.media.find(item.pictures)).length < new Set(item.pictures).size)
    return { refused: 'CONTENT_KIT_PICTURE_NOT_FOUND' }
  const goods = await goodsOf(ctx, item)
  if (item.skuId && !goods) return { refused: 'CONTENT_KIT_GOODS_NOT_FOUND' }
  const { refusal } = await ctx.guard.check(
    { '/title': item.title, '/words': item.words },
    { place: 'material', products: goods ? [goods.productId] : [], acknowledged, subject: `item:${id}` },
  )
  return refusal
}

const Row = Type.Object({
  id: Type.String(),
  kind: choice(KINDS),
  title: Type.String(),
  state: Type.String(),
  startsAt: Type.Union([Instant, Type.Null()]),
  endsAt: Type.Union([Instant, Type.Null()]),
  sharers: Type.Integer(),
  page: Type.String(),
})

const listAll = route({
  audience: 'staff',
  method: 'GET',
  path: '/items',
  summary: 'The material, the latest first',
  scope: 'marketing:read',
  reply: Type.Object({ items: Type.Array(Row) }),
  async handle({ tx, at }) {
    const items = await listItems(tx, LISTED_MAX)
    const sharers = await countSharers(
      tx,
      items.map(({ id }) => id),
    )
    return {
      body: {
        items: items.map((item) => ({
          ...{ id: item.id, kind: item.kind, title: item.title, state: stateOf(item, at) },
          startsAt: item.startsAt?.toISOString() ?? null,
          endsAt: item.endsAt?.toISOString() ?? null,
          sharers: sharers.get(item.id) ?? 0,
          page: itemPage(item.id),
        })),
      },
    }
  },
})

const readOne = route({
  audience: 'staff',
  method: 'GET',
  path: '/items/:id',
  summary: 'One piece of material',
  scope: 'marketing:read',
  params: ById,
  reply: ItemBody,
  async handle({ tx }, { params: { id } }) {
    const item = await findItem(tx, id)
    if (!item) return { refused: 'CONTENT_KIT_NOT_FOUND' }
    const { kind, title, words, pictures, videoUrl, template, skuId, startsAt, endsAt } = item
    return {
      body: {
        ...{ kind, title, words, pictures, videoUrl, template },
        ...(skuId ? { skuId } : {}),
        ...(startsAt ? { startsAt: startsAt.toISOString() } : {}),
        ...(endsAt ? { endsAt: endsAt.toISOString() } : {}),
      },
    }
  },
})

const addOne = route({
  audience: 'staff',
  method: 'POST',
  path: '/items',
  summary: 'Add a piece of material',
  scope: 'marketing:write',
  body: ItemBody,
  reply: Done,
  async handle(ctx, { body }) {
    if ((await countItems(ctx.tx, ITEMS_MAX)) >= ITEMS_MAX) return { refused: 'CONTENT_KIT_FULL' }
    const [id, item] = [ctx.newId(), wordsOf(body)]
    const refusal = await whyRefused(ctx, id, item, body.acknowledged ?? false)
    if (refusal) return refusal
    await insertItem(ctx.tx, id, { ...item, at: ctx.at })
    return { status: 201, body: { id } }
  },
})

const changeOne = route({
  audience: 'staff',
  method: 'PUT',
  path: '/items/:id',
  summary: 'Change a piece of material',
  scope: 'marketing:write',
  params: ById,
  body: ItemBody,
  reply: Done,
  async handle(ctx, { params: { id }, body }) {
    const item = wordsOf(body)
    const refusal = await whyRefused(ctx, id, item, body.acknowledged ?? false)
    if (refusal) return refusal
    const done = await writeItem(ctx.tx, id, { ...item, at: ctx.at })
    return done ? { body: { id } } : { refused: 'CONTENT_KIT_NOT_FOUND' }
  },
})

const act = (path: string, summary: string, work: (ctx: Ctx, id: string) => Promise<boolean>) =>
  route({
    audience: 'staff',
    method: 'POST',
    path: `/items/:id/${path}`,
    summary,
    scope: 'marketing:write',
    params: ById,
    reply: Done,
    handle: async (ctx, { params: { id } }) =>
      (await work(ctx, id)) ? { body: { id } } : { refused: 'CONTENT_KIT_NOT_FOUND' },
  })

const show = act('show', 'Offer it', ({ tx, at }, id) => writeIsOn(tx, id, { isOn: true, at }))
const hide = act('hide', 'Offer it no longer', ({ tx, at }, id) => writeIsOn(tx, id, { isOn: false, at }))
const remove = act('remove', 'Delete it', ({ tx }, id) => deleteItem(tx, id))

export const itemRoutes = [listAll, readOne, addOne, changeOne, show, hide, remove]
