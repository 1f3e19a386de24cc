import type { staff } from '@mamapu/core'
import { ROLES } from '@mamapu/db'
import postgres from 'postgres'

/** Marks the account with this login as an operator, as the role owner; false when there is none. */
export async function markOperator(adminUrl: string, login: staff.Login): Promise<boolean> {
  const [phone, email] = 'phone' in login ? [login.phone, null] : [null, login.email]
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    await admin.unsafe(`set role ${ROLES.owner}`)
    const [row] = await admin<{ made: boolean | null }[]>`
      select platform.make_operator((platform.identity_by_login(${phone}, ${email}) ->> 'id')::uuid) as made`
    return row?.made === true
  } finally {
    await admin.end({ timeout: 5 })
  }
}
