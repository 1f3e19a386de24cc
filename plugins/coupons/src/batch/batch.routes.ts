import { asId } from '@mamapu/kernel'
import { field, fileReply } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { Done } from '../console/coupon.routes.js'
import { ListOf } from '../coupon.replies.js'
import { StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { oneOf, words } from '../form/choice.js'
import { readWhom, WHOM, WHOM_KINDS, whomFields } from '../give/whom.fields.js'
import { type Batch, findBatch, listBatches } from './batch.queries.js'
import { exportCodes } from './export-codes.js'
import { startBatch } from './make-codes.js'

const { route } = couponHooks
const BatchView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  name: Type.String(),
  who: Type.String(),
  codesTotal: Type.Integer(),
  codesMade: Type.Integer(),
  redeemed: Type.Integer(),
  createdAt: Type.String(),
  state: Type.String(),
})

const CODES_FOR = {
  anyone: words('不限定顾客，谁拿到都能用一次', 'Nobody in particular: whoever has it, once'),
  ...WHOM,
}
const BatchBody = Type.Object(
  {
    name: Type.String({
      ...field('这批券码的名称', 'Name of the batch', { ui: 'text' }),
      minLength: 1,
      maxLength: 30,
      pattern: '\\S',
    }),
    who: Type.Optional(
      oneOf(['anyone', ...WHOM_KINDS], {
        ...field('给谁用', 'For whom', {
          ui: 'choice',
          options: CODES_FOR,
          help: words(
            '选了顾客，就给每人生成一个专属券码，只有本人能兑换',
            'For customers, each gets a code of their own that nobody else can redeem',
          ),
        }),
        default: 'anyone',
      }),
    ),
    ...whomFields,
    codes: Type.Integer({
      ...field('最多生成几个', 'How many codes at most', {
        ui: 'count',
        help: words(
          '先从发放总量里留出来，保证每个码都能兑换；专属券码用不完的自动退回',
          'Set aside from the total first, so that every code can be redeemed; what is not needed for customers goes back',
        ),
      }),
      minimum: 1,
      maximum: 100_000,
      default: 100,
    }),
    tells: Type.Optional(
      Type.Boolean({
        ...field('发消息告诉顾客', 'Tell the customers', {
          ui: 'yes-no',
          showWhen: { who: [...WHOM_KINDS] },
        }),
        default: true,
      }),
    ),
  },
  { additionalProperties: false },
)

/** Making, done, done as far as there were coupons, or void. */
function stateOf({ closedAt, endedAt, isShort, whom, codesMade, codesTotal }: Batch): string {
  if (closedAt) return 'closed'
  if (whom ? endedAt === null : codesMade < codesTotal) return 'making'
  return isShort ? 'short' : 'ready'
}

export const batchRoutes = [
  route({
    audience: 'staff',
    method: 'POST',
    path: '/coupons/:id/codes',
    summary: 'Make a batch of codes that work once; a job makes them',
    scope: 'marketing:write',
    params: StaffCouponParams,
    body: BatchBody,
    reply: Done,
    async handle(ctx, { params, body }) {
      const { who = 'anyone', name, codes, tells = true } = body
      const whom = who === 'anyone' ? null : readWhom({ ...body, who })
      if (who !== 'anyone' && !whom) return { refused: 'COUPONS_NOBODY' }
      const couponId = asId('plg', params.id)
      const result = await startBatch(ctx, { couponId, name, codes, whom, tells: whom !== null && tells })
      return result.made ? { status: 201, body: { id: result.id } } : { refused: result.reason }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/batches',
    summary: 'Batches of codes with how far they are, newest first',
    scope: 'marketing:read',
    reply: ListOf(BatchView),
    async handle({ tx }) {
      const items = (await listBatches(tx)).map((batch) => ({
        id: batch.id,
        title: batch.title,
        name: batch.name,
        who: batch.whom?.who ?? 'anyone',
        codesTotal: batch.codesTotal,
        codesMade: batch.codesMade,
        redeemed: batch.redeemed,
        createdAt: batch.createdAt.toISOString(),
        state: stateOf(batch),
      }))
      return { body: { items } }
    },
  }),
  route({
    audience: 'staff',
    method: 'GET',
    path: '/batches/:id/codes',
    summary: 'All codes of a batch as a CSV file',
    scope: 'marketing:write',
    params: StaffCouponParams,
    reply: fileReply('text/csv'),
    async handle(ctx, { params }) {
      const batch = await findBatch(ctx.tx, asId('plg', params.id))
      return batch ? { file: await exportCodes(ctx, batch) } : { refused: 'COUPONS_NOT_FOUND' }
    },
  }),
]
