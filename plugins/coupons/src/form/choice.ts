import { type TSchemaOptions, Type } from 'typebox'

/** One of these texts, as a choice. */
export const oneOf = <const T extends string>(values: readonly T[], options: TSchemaOptions) =>
  Type.Unsafe<T>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      options,
    ),
  )

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en })

/** At most a million yuan, wherever a merchant writes an amount. */
export const MONEY_MAX = 100_000_000
