import type { FastifyInstance } from 'fastify'
import { accountPages } from './account-pages.js'
import { aftersalePages } from './aftersale-pages.js'
import { browsePages } from './browse-pages.js'
import { cartPages } from './cart-pages.js'
import { checkoutPages } from './checkout-pages.js'
import { earningsPages } from './earnings-pages.js'
import { invoicePages } from './invoice-pages.js'
import { notifyPages } from './notify-pages.js'
import { keepClosed } from './opening.js'
import { orderListPages } from './order-list-pages.js'
import { orderPages } from './order-pages.js'
import { otherPages } from './other-pages.js'
import { payPages } from './pay-pages.js'
import { payeePages } from './payee-pages.js'
import { preparePages } from './prepare-pages.js'
import { profilePages } from './profile-pages.js'
import { statementPages } from './statement-pages.js'
import type { Storefront } from './storefront.js'

/** Every page of a shop, behind the one rule that a shop shows nothing before it opens. */
export function shopPages(storefront: Storefront) {
  return async (server: FastifyInstance): Promise<void> => {
    keepClosed(storefront, server)
    const pages = [
      browsePages,
      cartPages,
      checkoutPages,
      preparePages,
      accountPages,
      orderPages,
      aftersalePages,
      invoicePages,
      payPages,
      orderListPages,
      profilePages,
      notifyPages,
      earningsPages,
      payeePages,
      statementPages,
      otherPages,
    ]
    for (const page of pages) await server.register(page(storefront))
  }
}
