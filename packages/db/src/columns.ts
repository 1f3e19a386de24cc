import type { Fen, Id, IdPrefix } from '@mamapu/kernel'
import { idOf, uuidOf } from '@mamapu/kernel'
import { bigint, customType, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The first column of every tenant table. */
export const tenantId = () => uuid('tenant_id').notNull()

/** An entity's id: `ord_…` in types, a uuid in the database. */
export const id = <P extends IdPrefix>(name: string, prefix: P) =>
  customType<{ data: Id<P>; driverData: string }>({
    dataType: () => 'uuid',
    fromDriver: (value) => idOf(prefix, value),
    toDriver: (value) => uuidOf(value),
  })(name)

/** Whole fen. */
export const fen = (name: string) => bigint(name, { mode: 'number' }).$type<Fen>()

/** An instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
