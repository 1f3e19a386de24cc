import { type IdPrefix, idPattern } from '@mamapu/kernel'
import { Type } from 'typebox'

/** An id of that kind, as the API writes it. */
export const IdText = (prefix: IdPrefix) => Type.String({ pattern: idPattern(prefix), maxLength: 40 })

/** An instant, as the API writes it. */
export const Instant = Type.String({ format: 'date-time' })

/** Every refusal. The codes of each domain are listed in docs/errors.md. */
export const ProblemReply = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.Optional(Type.String()),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    fields: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  { $id: 'Problem', title: 'Problem' },
)

/** A page of a list: the next one starts at `next`. */
export const pageOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })

/** What every list takes in its query. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
  limit: Type.Optional(Type.String({ pattern: '^[0-9]{1,3}$' })),
} as const

/** A body that says nothing; present so that nobody sends one. */
export const NoBody = Type.Union([Type.Null(), Type.Object({}, { additionalProperties: false })])
