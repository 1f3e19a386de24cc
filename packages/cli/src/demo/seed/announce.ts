import { stores } from '@mamapu/core'
import type { Product } from '../../product/compose.js'
import { type DemoSignIn, findDemo } from './demo-sign-in.js'

const ROLES: Readonly<Record<DemoSignIn['role'], string>> = {
  merchant: '店主 merchant',
  clerk: '店员 clerk',
  operator: '运营 operator',
}

/** Prints the demo's shops and how to sign in, when there is one. */
export async function announceDemo(product: Product): Promise<void> {
  const demo = await findDemo(product.app)
  if (!demo) return
  for (const storeId of demo.storeIds) {
    const store = await product.directory.byId(storeId)
    if (store) console.log(`  ${stores.originOfSlug(product.app.hosts, store.slug)}  ${store.settings.name}`)
  }
  console.log('')
  for (const { role, login, password } of demo.people)
    console.log(`  ${ROLES[role].padEnd(12)}  ${login.padEnd(22)} ${password}`)
  console.log('')
}
