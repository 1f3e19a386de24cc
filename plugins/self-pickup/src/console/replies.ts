import { idPattern } from '@mamapu/kernel'
import { Type } from 'typebox'

export const RowParams = Type.Object({ id: Type.String({ pattern: idPattern('plg') }) })
export const Done = Type.Object({ done: Type.Boolean() })
export const listOf = <T extends Parameters<typeof Type.Array>[0]>(row: T) =>
  Type.Object({ items: Type.Array(row) })
