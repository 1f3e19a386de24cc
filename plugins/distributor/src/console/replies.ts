import { idPattern } from '@mamapu/kernel'
import { field } from '@mamapu/plugin-sdk'
import { Type } from 'typebox'

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })
export const RowParams = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
export const Done = Type.Object({ done: Type.Boolean() })
const Instant = Type.String({ format: 'date-time' })

export const PersonRow = Type.Object({
  id: Type.String(),
  customerId: Type.String(),
  customer: Type.String(),
  nickname: Type.String(),
  about: Type.String(),
  code: Type.String(),
  state: Type.String(),
  level: Type.String(),
  inviter: Type.String(),
  customers: Type.Integer(),
  orders: Type.Integer(),
  salesFen: Type.Integer(),
  commissionFen: Type.Integer(),
  termsVersion: Type.Integer(),
  termsAt: Instant,
  appliedAt: Instant,
  trust: Type.String(),
  note: Type.String(),
})

export const RelationRow = Type.Object({
  id: Type.String(),
  customer: Type.String(),
  customerId: Type.String(),
  promoter: Type.String(),
  boundAt: Instant,
  protectedUntil: Instant,
  validUntil: Type.Union([Instant, Type.Null()]),
  state: Type.String(),
})

export const ChangeRow = Type.Object({
  id: Type.String(),
  about: Type.String(),
  who: Type.String(),
  from: Type.String(),
  to: Type.String(),
  reason: Type.String(),
  note: Type.String(),
  staffId: Type.String(),
  at: Instant,
})

export const listOf = <T extends Parameters<typeof Type.Array>[0]>(row: T) =>
  Type.Object({ items: Type.Array(row) })

/** Why, for whoever reads the log. */
export const Reason = Type.String({
  ...field('原因', 'Why', {
    help: words('这件事关系到的人都会看到', 'Everybody it concerns reads it'),
    ui: 'text',
  }),
  minLength: 1,
  maxLength: 200,
  pattern: '\\S',
})
export const ReasonBody = Type.Object({ reason: Reason }, { additionalProperties: false })
export const HeirBody = Type.Object(
  {
    code: Type.String({
      ...field('接手的分销员的邀请码', 'Code of who takes over', { ui: 'text' }),
      minLength: 1,
      maxLength: 20,
    }),
    reason: Reason,
  },
  { additionalProperties: false },
)
