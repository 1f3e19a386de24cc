import { asId } from '@mamapu/kernel'
import { field, fileReply } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'
import { Done } from '../console/coupon.routes.js'
import { ListOf } from '../coupon.replies.js'
import { StaffCouponParams } from '../coupon.schema.js'
import { couponHooks } from '../coupon.settings.js'
import { findBatch, listBatches } from './batch.queries.js'
import { exportCodes } from './export-codes.js'
import { startBatch } from './make-codes.js'

const { route } = couponHooks
const BatchView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  name: Type.String(),
  codesTotal: Type.Integer(),
  codesMade: Type.Integer(),
  redeemed: Type.Integer(),
  createdAt: Type.String(),
  state: Type.String(),
})

export const batchRoutes = [
  route({
    audience: 'staff',
    method: 'POST',
    path: '/coupons/:id/codes',
    summary: 'Make a batch of codes that work once; a job makes them',
    scope: 'marketing:write',
    params: StaffCouponParams,
    body: Type.Object(
      {
        name: Type.String({
          ...field('这批券码的名称', 'Name of the batch', { ui: 'text' }),
          minLength: 1,
          maxLength: 30,
          pattern: '\\S',
        }),
        codes: Type.Integer({
          ...field('生成几个', 'How many codes', {
            ui: 'count',
            help: {
              'zh-CN': '先从发放总量里留出来,保证每个码都能兑换',
              en: 'Set aside from the total first, so that every code can be redeemed',
            },
          }),
          minimum: 1,
          maximum: 100_000,
          default: 100,
        }),
      },
      { additionalProperties: false },
    ),
    reply: Done,
    async handle(ctx, { params, body }) {
      const result = await startBatch(ctx, { couponId: asId('plg', params.id), ...body })
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
        codesTotal: batch.codesTotal,
        codesMade: batch.codesMade,
        redeemed: batch.redeemed,
        createdAt: batch.createdAt.toISOString(),
        state: batch.closedAt ? 'closed' : batch.codesMade < batch.codesTotal ? 'making' : 'ready',
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
