import { Type } from 'typebox'
import { IdText, Instant } from '../http/index.js'

const Nullable = <T extends Parameters<typeof Type.Array>[0]>(schema: T) => Type.Union([schema, Type.Null()])

export const SettingsReply = Type.Object({
  name: Type.String(),
  tagline: Type.String(),
  locale: Type.String(),
  themeId: Type.String(),
  brandColor: Type.String(),
  logoId: Nullable(Type.String()),
  bannerId: Nullable(Type.String()),
  announcement: Type.String(),
  story: Type.String(),
  contactPhone: Type.String(),
  address: Type.String(),
  publishedAt: Nullable(Instant),
  unpaidMinutes: Type.Integer(),
  completeDays: Type.Integer(),
  payableFloor: Type.Object({ amount: Type.Integer(), currency: Type.String() }),
  version: Type.Integer(),
  slug: Type.String(),
  origin: Type.String(),
  /** Shows the shop before it opens, for a day. */
  previewUrl: Type.String(),
  domains: Type.Array(Type.String()),
  zone: Type.String(),
  currency: Type.String(),
})

export const SettingsBody = Type.Object(
  {
    version: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })),
    tagline: Type.Optional(Type.String({ maxLength: 120 })),
    locale: Type.Optional(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')])),
    themeId: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9-]{0,40}$' })),
    brandColor: Type.Optional(Type.String({ pattern: '^#[0-9a-f]{6}$' })),
    logoId: Type.Optional(Nullable(IdText('med'))),
    bannerId: Type.Optional(Nullable(IdText('med'))),
    announcement: Type.Optional(Type.String({ maxLength: 500 })),
    story: Type.Optional(Type.String({ maxLength: 4000 })),
    contactPhone: Type.Optional(Type.String({ maxLength: 30 })),
    address: Type.Optional(Type.String({ maxLength: 200 })),
    published: Type.Optional(Type.Boolean()),
    /** Codes of rules about words whose findings the merchant has read and stands by. */
    acknowledged: Type.Optional(
      Type.Array(Type.String({ pattern: '^TEXT_[A-Z_]{1,40}$' }), { maxItems: 20 }),
    ),
    unpaidMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1440 })),
    completeDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 60 })),
    payableFloor: Type.Optional(
      Type.Object(
        {
          amount: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
          currency: Type.String({ maxLength: 3 }),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
)
