import { staff } from '@mamapu/core'
import { OutsideError } from '@mamapu/kernel'
import type { ProductDatabase } from './database.js'
import { markOperator } from './operator.queries.js'

/**
 * Lets an existing account run the installation. Only the migrating login can: no request ever does. False when nobody
 * has this phone or e-mail.
 */
export async function makeOperator({ adminUrl }: ProductDatabase, login: string): Promise<boolean> {
  const known = staff.parseLogin(login)
  if (!known)
    throw new OutsideError('LOGIN_MALFORMED', `不是手机号或邮箱 · neither a phone nor an e-mail: ${login}`)
  if (adminUrl === null)
    throw new OutsideError(
      'DATABASE_URL_REQUIRED',
      '设置运营账号需要 DATABASE_URL · making an operator needs DATABASE_URL, the login that migrates',
    )
  return markOperator(adminUrl, known)
}
