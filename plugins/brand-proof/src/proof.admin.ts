import { asId, type Id, idPattern, type LocalDate, localDateOf, parseLocalDate } from '@mamapu/kernel'
import type { AdminScreens, PluginContext, RouteResult } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { isIntact } from './proof.page.js'
import {
  countProofs,
  deleteProof,
  findProof,
  insertProof,
  listProofs,
  PROOFS_MAX,
  updateProof,
} from './proof.queries.js'
import { edgesOf, stateAt } from './proof.rules.js'
import { KIND_WORDS, ProofBody, route } from './proof.settings.js'
import { pathOf } from './proof.slots.js'
import type { Proof, ProofPicture } from './proof.types.js'

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
const Params = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
const Made = Type.Object({ id: Type.String() })
const Done = Type.Object({ done: Type.Boolean() })
const HASH_SHOWN = 12

const Row = Type.Object({
  id: Type.String(),
  brand: Type.String(),
  kind: Type.String(),
  number: Type.String(),
  until: Type.String(),
  state: Type.String(),
  goods: Type.String(),
  sha256: Type.String(),
  page: Type.String(),
})

type Ctx = PluginContext<unknown>

/** Whom a refusal of a proof's form concerns, or the proof. */
type Read = { readonly proof: Omit<Proof, 'told'> } | Extract<RouteResult, { refused: string }>

/** A form as a proof: dates in the shop's zone, pictures with their digests. Nothing is written. */
async function readBody(ctx: Ctx, id: Id<'plg'>, body: ProofBody): Promise<Read> {
  const { goods, acknowledged = false, validFrom, validUntil, ...rest } = body
  const days = { validFrom: dayOf(validFrom), validUntil: dayOf(validUntil) }
  if (areWrong(days, body, localDateOf(ctx.at, ctx.zone))) return { refused: 'BRAND_PROOF_DATES' }
  const isForNone = body.tags.length + body.categoryIds.length + body.productIds.length === 0
  if (goods === 'some' && isForNone) return { refused: 'BRAND_PROOF_GOODS' }
  const texts = { '/brand': body.brand, '/issuer': body.issuer, '/number': body.number, '/note': body.note }
  const { refusal } = await ctx.guard.check(texts, { place: 'goods', acknowledged, subject: id })
  if (refusal) return refusal
  const pictures = await picturesOf(ctx, body.pictures as Id<'med'>[])
  if (!pictures) return { refused: 'BRAND_PROOF_PICTURE' }
  const covered = { allGoods: goods === 'all', ...rest, pictures }
  return { proof: { ...covered, id, ...days, ...edgesOf(days, ctx.zone), isHidden: false } }
}

const dayOf = (text: string | undefined): LocalDate | null =>
  text === undefined ? null : parseLocalDate(text)

function areWrong(
  { validFrom, validUntil }: { validFrom: LocalDate | null; validUntil: LocalDate | null },
  asked: Pick<ProofBody, 'validFrom' | 'validUntil'>,
  today: LocalDate,
): boolean {
  if ((asked.validFrom && !validFrom) || (asked.validUntil && !validUntil)) return true
  if (validUntil !== null && validUntil < today) return true
  return validFrom !== null && validUntil !== null && validUntil < validFrom
}

async function picturesOf(ctx: Ctx, ids: readonly Id<'med'>[]): Promise<ProofPicture[] | null> {
  const found = await ctx.media.find(ids)
  const digests = await Promise.all(found.map(({ id }) => ctx.media.digest(id)))
  const pictures = found.flatMap(({ id, picture }, at) => {
    const digest = digests[at]
    return digest ? [{ ...picture, id, sha256: digest.sha256, fileUrl: digest.url }] : []
  })
  return pictures.length === ids.length ? pictures : null
}

export const staffRoutes = [
  route({
    audience: 'staff',
    method: 'GET',
    path: '/proofs',
    summary: 'Proofs, the first to end first',
    scope: 'marketing:read',
    reply: Type.Object({ items: Type.Array(Row) }),
    handle: async (ctx) => ({
      body: { items: (await listProofs(ctx.tx)).map((proof) => rowOf(proof, ctx)) },
    }),
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/proofs',
    summary: 'Keep a letter or certificate',
    scope: 'marketing:write',
    body: ProofBody,
    reply: Made,
    async handle(ctx, { body }) {
      if ((await countProofs(ctx.tx)) >= PROOFS_MAX) return { refused: 'BRAND_PROOF_TOO_MANY' }
      const read = await readBody(ctx, ctx.newId(), body)
      if ('refused' in read) return read
      await insertProof(ctx.tx, read.proof, ctx.at)
      return { status: 201, body: { id: read.proof.id } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/proofs/:id',
    summary: 'One proof, as its form takes it',
    scope: 'marketing:read',
    params: Params,
    reply: Type.Object(ProofBody.properties),
    async handle(ctx, { params: { id } }) {
      const proof = await findProof(ctx.tx, asId('plg', id))
      return proof ? { body: formOf(proof) } : { refused: 'BRAND_PROOF_NOT_FOUND' }
    },
  }),
  route({
    audience: 'staff',
    method: 'PUT',
    path: '/proofs/:id',
    summary: 'Save a proof as a whole',
    scope: 'marketing:write',
    params: Params,
    body: ProofBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const before = await findProof(ctx.tx, asId('plg', params.id))
      if (!before) return { refused: 'BRAND_PROOF_NOT_FOUND' }
      const read = await readBody(ctx, before.id, body)
      if ('refused' in read) return read
      await updateProof(ctx.tx, { ...read.proof, isHidden: before.isHidden }, ctx.at)
      return { body: { done: true } }
    },
  }),
  route({
    audience: 'staff',
    method: 'DELETE',
    path: '/proofs/:id',
    summary: 'Remove a proof',
    scope: 'marketing:write',
    params: Params,
    reply: Done,
    handle: async ({ tx }, { params: { id } }) =>
      (await deleteProof(tx, asId('plg', id)))
        ? { body: { done: true } }
        : { refused: 'BRAND_PROOF_NOT_FOUND' },
  }),
  route({
    audience: 'staff',
    method: 'POST',
    path: '/proofs/:id/check',
    summary: 'Reckon the digests of its pictures again',
    scope: 'marketing:read',
    params: Params,
    reply: Done,
    async handle(ctx, { params: { id } }) {
      const proof = await findProof(ctx.tx, asId('plg', id))
      if (!proof) return { refused: 'BRAND_PROOF_NOT_FOUND' }
      for (const picture of proof.pictures)
        if (!(await isIntact(ctx, picture))) return { refused: 'BRAND_PROOF_PICTURE_CHANGED' }
      return { body: { done: true } }
    },
  }),
  ...(['hide', 'show'] as const).map((act) =>
    route({
      audience: 'staff',
      method: 'POST',
      path: `/proofs/:id/${act}`,
      summary: act === 'hide' ? 'Take a proof off the pages' : 'Show a proof again',
      scope: 'marketing:write',
      params: Params,
      reply: Done,
      async handle(ctx, { params: { id } }) {
        const proof = await findProof(ctx.tx, asId('plg', id))
        if (!proof) return { refused: 'BRAND_PROOF_NOT_FOUND' }
        await updateProof(ctx.tx, { ...proof, isHidden: act === 'hide' }, ctx.at)
        return { body: { done: true } }
      },
    }),
  ),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/figures',
    summary: 'How many proofs are shown, end soon, and are over',
    scope: 'marketing:read',
    reply: Type.Object({ valid: Type.Integer(), ending: Type.Integer(), over: Type.Integer() }),
    async handle({ tx, at }) {
      const states = (await listProofs(tx)).map((proof) => stateAt(proof, at))
      const count = (...wanted: readonly string[]) => states.filter((state) => wanted.includes(state)).length
      return { body: { valid: count('valid', 'ending'), ending: count('ending'), over: count('over') } }
    },
  }),
]

function rowOf(proof: Proof, { at, locale, t }: Ctx) {
  const { id, brand, kind, number, validUntil, pictures } = proof
  return {
    ...{ id, brand, kind, number },
    until: validUntil ?? t('no_end'),
    state: stateAt(proof, at),
    goods: proof.allGoods ? t('all_goods') : goodsText(proof, t),
    sha256: pictures.map(({ sha256 }) => sha256.slice(0, HASH_SHOWN)).join(locale === 'en' ? ', ' : '、'),
    page: pathOf(proof),
  }
}

function goodsText({ tags, categoryIds, productIds }: Proof, t: Ctx['t']): string {
  return [
    ...tags.map((tag) => `#${tag}`),
    ...(categoryIds.length > 0 ? [t('categories', { count: categoryIds.length })] : []),
    ...(productIds.length > 0 ? [t('products', { count: productIds.length })] : []),
  ].join(' ')
}

function formOf(proof: Proof): ProofBody {
  const { brand, kind, number, issuer, note, validFrom, validUntil } = proof
  return {
    ...{ brand, kind, number, issuer, note },
    pictures: proof.pictures.map(({ id }) => id),
    ...(validFrom ? { validFrom } : {}),
    ...(validUntil ? { validUntil } : {}),
    goods: proof.allGoods ? 'all' : 'some',
    tags: [...proof.tags],
    categoryIds: [...proof.categoryIds],
    productIds: [...proof.productIds],
  }
}

const SHOWN = ['valid', 'ending', 'coming']

export const proofScreens: AdminScreens = {
  figures: [
    { name: 'valid', title: words('展示中', 'Shown'), route: 'GET /figures', field: 'valid', kind: 'count' },
    {
      name: 'ending',
      title: words('30 天内到期', 'Ends within 30 days'),
      route: 'GET /figures',
      field: 'ending',
      kind: 'count',
    },
    { name: 'over', title: words('已过期', 'Over'), route: 'GET /figures', field: 'over', kind: 'count' },
  ],
  lists: [
    {
      name: 'proofs',
      title: words('资质', 'Proofs'),
      route: 'GET /proofs',
      columns: [
        { field: 'brand', title: words('品牌', 'Brand'), kind: 'text' },
        { field: 'kind', title: words('类型', 'Kind'), kind: 'choice', options: KIND_WORDS },
        {
          field: 'state',
          title: words('状态', 'State'),
          kind: 'state',
          options: {
            valid: words('展示中', 'Shown'),
            ending: words('快到期', 'Ends soon'),
            coming: words('未生效', 'Not yet valid'),
            over: words('已过期', 'Over'),
            hidden: words('已撤下', 'Taken down'),
          },
        },
        { field: 'until', title: words('有效期到', 'Valid until'), kind: 'text' },
        { field: 'goods', title: words('证明的商品', 'Goods'), kind: 'text' },
        { field: 'number', title: words('编号', 'Number'), kind: 'text' },
        {
          field: 'sha256',
          title: words('图片指纹（SHA-256 开头）', 'Digest (SHA-256, its head)'),
          kind: 'text',
        },
        { field: 'page', title: words('顾客看到的', 'What shoppers see'), kind: 'link' },
      ],
      rowActions: ['check', 'hide', 'show', 'remove'],
      forms: ['add', 'edit'],
      empty: words(
        '还没有资质。上传品牌授权书或检测报告，商品页会多一行“正品资质”，到期自动撤下。',
        'No proofs yet. Upload a letter or report: product pages show it, and take it down when it ends.',
      ),
    },
  ],
  forms: [
    { name: 'add', title: words('添加资质', 'Add a proof'), route: 'POST /proofs' },
    {
      name: 'edit',
      title: words('修改', 'Change'),
      route: 'PUT /proofs/:id',
      load: 'GET /proofs/:id',
      showWhen: { state: [...SHOWN, 'over', 'hidden'] },
    },
  ],
  actions: [
    { name: 'check', title: words('核对图片', 'Check pictures'), route: 'POST /proofs/:id/check' },
    {
      name: 'hide',
      title: words('撤下', 'Take down'),
      route: 'POST /proofs/:id/hide',
      confirm: words(
        '商品页不再展示它，随时可以恢复。',
        'Product pages no longer show it; it can be shown again.',
      ),
      showWhen: { state: SHOWN },
    },
    {
      name: 'show',
      title: words('恢复展示', 'Show again'),
      route: 'POST /proofs/:id/show',
      showWhen: { state: ['hidden'] },
    },
    {
      name: 'remove',
      title: words('删除', 'Remove'),
      route: 'DELETE /proofs/:id',
      confirm: words(
        '删除后不能恢复，操作记录里仍会留下。',
        'This cannot be undone; the audit log keeps who did it.',
      ),
      isDangerous: true,
      showWhen: { state: ['over', 'hidden'] },
    },
  ],
}
