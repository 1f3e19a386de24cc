export { verify } from './verify.js'
export type { AdminSql, Verified } from './verify.types.js'
