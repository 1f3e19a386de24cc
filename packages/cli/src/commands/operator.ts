import { OutsideError } from '@mamapu/kernel'
import { readConfig } from '../product/config.js'
import { openProductDatabase } from '../product/database.js'
import { installedPlugins } from '../product/installed-plugins.js'
import { makeOperator } from '../product/operators.js'
import type { RunCommand } from './index.js'

/** Lets an account run the installation: `npm run operator -- <phone or e-mail>`. The account signs up first. */
export const operator: RunCommand = async ([login]) => {
  if (!login)
    throw new OutsideError(
      'LOGIN_MISSING',
      '用法 · usage: npm run operator -- <手机号或邮箱 phone or e-mail>',
    )
  const database = await openProductDatabase(readConfig(process.env), await installedPlugins(), (line) =>
    console.log(`  ${line}`),
  )
  try {
    if (!(await makeOperator(database, login)))
      throw new OutsideError(
        'NO_SUCH_ACCOUNT',
        `没有这个账号，请先注册 · there is no such account; sign up first: ${login}`,
      )
    console.log(`${login} 现在是运营 · is an operator now`)
    return 0
  } finally {
    await database.close()
  }
}
