import type { Static, TSchema } from 'typebox'

/**
 * What a schema describes, where the schema itself is to be found out: the compiler takes it from where the schema stands
 * and does not try to guess it from its values, which took seconds per plugin.
 */
export type ValueOf<T extends TSchema> = NoInfer<Static<T>>
