import { idPattern, type LocalDate } from '@mamapu/kernel'
import { CHANNELS, COMMISSION_BPS_MAX, COMMISSION_BPS_MIN } from '@mamapu/plugin-sdk'
import { type Static, type TSchema, Type } from 'typebox'
import type { Audience, CampaignForm, DateChange, LocalSpan, Recurrence, Scope } from './campaign.types.js'
import { ROUNDS_A_DAY_MAX } from './schedule.rules.js'

const closed = { additionalProperties: false }
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])
const Ids = (prefix: Parameters<typeof idPattern>[0]) =>
  Type.Array(Type.String({ pattern: idPattern(prefix) }), { maxItems: 500 })
const InstantText = Type.String({ format: 'date-time', maxLength: 40 })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Time = Type.String({ pattern: '^\\d{2}:\\d{2}$' })

export const StoreParams = Type.Object({ storeId: Type.Optional(Type.String()) })
export const CampaignParams = Type.Object({
  storeId: Type.Optional(Type.String()),
  campaignId: Type.String({ pattern: idPattern('cmp') }),
})

const Lists = {
  categories: Type.Optional(Ids('cat')),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 30 }), { maxItems: 500 })),
  products: Type.Optional(Ids('prd')),
  skus: Type.Optional(Ids('sku')),
}
const ScopeBody = Type.Object(
  { all: Type.Optional(Type.Boolean()), ...Lists, except: Type.Optional(Type.Object(Lists, closed)) },
  closed,
)

/** Only there; everywhere when left out. */
const channels = Type.Optional(
  Type.Array(Type.Enum([...CHANNELS]), { minItems: 1, maxItems: CHANNELS.length, uniqueItems: true }),
)
const AudienceBody = Type.Union([
  Type.Object({ kind: Type.Enum(['everyone', 'members', 'new']), channels }, closed),
  Type.Object(
    {
      kind: Type.Literal('level'),
      rank: Type.Integer({ minimum: 1, maximum: 1000 }),
      name: Type.String({ minLength: 1, maxLength: 40 }),
      channels,
    },
    closed,
  ),
  Type.Object(
    { kind: Type.Literal('tag'), tag: Type.String({ minLength: 1, maxLength: 30 }), channels },
    closed,
  ),
])

export const CommissionBody = Type.Union([
  Type.Object({ mode: Type.Enum(['usual', 'none']) }, closed),
  Type.Object(
    {
      mode: Type.Literal('rate'),
      bps: Type.Integer({ minimum: COMMISSION_BPS_MIN, maximum: COMMISSION_BPS_MAX }),
    },
    closed,
  ),
])

const RecurrenceBody = Type.Object(
  {
    every: Type.Enum(['day', 'week', 'month']),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 31 }), { maxItems: 31 }),
    times: Type.Array(Type.Object({ from: Time, to: Time }, closed), {
      minItems: 1,
      maxItems: ROUNDS_A_DAY_MAX,
    }),
    from: Type.Optional(Nullable(Day)),
    until: Type.Optional(Nullable(Day)),
  },
  closed,
)

const FormFields = {
  label: Type.String({ minLength: 1, maxLength: 120 }),
  config: Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()),
  startsAt: Type.Optional(Nullable(InstantText)),
  endsAt: Type.Optional(Nullable(InstantText)),
  recurrence: Type.Optional(Nullable(RecurrenceBody)),
  announceMinutes: Type.Optional(Nullable(Type.Integer({ minimum: 0, maximum: 43_200 }))),
  audience: Type.Optional(AudienceBody),
  scope: Type.Optional(ScopeBody),
  priority: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
  /** `usual` when left out: the mechanics' own rates, and none on an exclusive price. */
  commission: Type.Optional(CommissionBody),
}
/** Codes of rules about words whose findings the merchant has read and stands by. */
const acknowledged = Type.Optional(
  Type.Array(Type.String({ pattern: '^TEXT_[A-Z_]{1,40}$' }), { maxItems: 20 }),
)
const Plugin = Type.String({ pattern: '^[a-z][a-z0-9-]{1,30}$' })

export const NewCampaign = Type.Object({ plugin: Plugin, ...FormFields, acknowledged }, closed)
export const CampaignUpdate = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...FormFields, acknowledged },
  closed,
)
export const ActBody = Type.Union([
  Type.Null(),
  Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })), acknowledged }, closed),
])
export const DateBody = Type.Object(
  {
    date: Day,
    act: Type.Enum(['skip', 'move', 'add', 'restore']),
    to: Type.Optional(Nullable(Day)),
    from: Type.Optional(Nullable(Time)),
    until: Type.Optional(Nullable(Time)),
  },
  closed,
)

/** The form as the use cases take it; null when an instant is none. */
export function formOf(body: Omit<Static<typeof NewCampaign>, 'plugin'>): CampaignForm {
  const instant = (text: string | null | undefined) => (text ? new Date(text) : null)
  const { from, until, ...recurrence } = body.recurrence ?? {}
  return {
    label: body.label,
    config: body.config,
    startsAt: instant(body.startsAt),
    endsAt: instant(body.endsAt),
    recurrence: body.recurrence
      ? ({ ...recurrence, ...(from ? { from } : {}), ...(until ? { until } : {}) } as unknown as Recurrence)
      : null,
    announceMinutes: body.announceMinutes || null,
    audience: (body.audience ?? { kind: 'everyone' }) as Audience,
    scope: scopeOfBody(body.scope),
    priority: body.priority ?? 0,
    commission: (body.commission ?? { mode: 'usual' }) as CampaignForm['commission'],
  }
}

function scopeOfBody(body: Static<typeof ScopeBody> | undefined): Scope {
  const lists = (from: Static<typeof ScopeBody>['except']) => ({
    categories: from?.categories ?? [],
    tags: from?.tags ?? [],
    products: from?.products ?? [],
    skus: from?.skus ?? [],
  })
  return { ...lists(body), all: body?.all ?? body === undefined, except: lists(body?.except) }
}

/** The change of one day, or the day whose change is taken back; null when what it needs is missing. */
export function dateChangeOf(
  body: Static<typeof DateBody>,
): { change: DateChange } | { restore: LocalDate } | null {
  const date = body.date as LocalDate
  if (body.act === 'restore') return { restore: date }
  if (Boolean(body.from) !== Boolean(body.until)) return null
  const span: LocalSpan | null = body.from && body.until ? { from: body.from, to: body.until } : null
  const to = body.act === 'move' ? ((body.to ?? null) as LocalDate | null) : null
  return { change: { date, act: body.act, to, span } }
}
