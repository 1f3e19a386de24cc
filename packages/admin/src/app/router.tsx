import type { ComponentType } from 'react'
import { createBrowserRouter, Navigate, type RouteObject } from 'react-router'
import { Crashed, PageMissing } from './crashed.js'
import { InShop } from './in-shop.js'
import { SignedIn } from './signed-in.js'

/** A route whose code is loaded when somebody goes there. */
const page = (path: string, load: () => Promise<{ Screen: ComponentType }>): RouteObject => ({
  path,
  lazy: async () => ({ Component: (await load()).Screen }),
})

const shopPages: RouteObject[] = [
  { index: true, lazy: async () => ({ Component: (await import('../screens/overview/screen.js')).Screen }) },
  page('orders', () => import('../screens/orders/list.js')),
  page('orders/shipping', () => import('../screens/shipping/batches.js')),
  page('orders/exports', () => import('../screens/orders/exports.js')),
  page('orders/settings', () => import('../screens/orders/settings.js')),
  page('orders/:orderId', () => import('../screens/orders/detail.js')),
  page('products', () => import('../screens/products/list.js')),
  page('products/new', () => import('../screens/products/edit.js')),
  page('products/:productId', () => import('../screens/products/edit.js')),
  page('categories', () => import('../screens/catalog/categories.js')),
  page('delivery', () => import('../screens/shop/delivery.js')),
  page('imports', () => import('../screens/catalog/imports.js')),
  page('customers', () => import('../screens/shop/customers.js')),
  page('customers/:customerId', () => import('../screens/shop/customer.js')),
  page('marketing', () => import('../screens/marketing/centre.js')),
  page('marketing/campaigns', () => import('../screens/campaigns/list.js')),
  page('marketing/campaigns/new', () => import('../screens/campaigns/edit-screen.js')),
  page('marketing/campaigns/:campaignId', () => import('../screens/campaigns/detail.js')),
  page('marketing/campaigns/:campaignId/edit', () => import('../screens/campaigns/edit-screen.js')),
  page('marketing/calendar', () => import('../screens/campaigns/calendar-screen.js')),
  page('marketing/simulator', () => import('../screens/campaigns/simulator.js')),
  page('marketing/:pluginId', () => import('../screens/marketing/plugin.js')),
  page('settlement', () => import('../screens/settlement/earnings.js')),
  page('settlement/earnings/:earningId', () => import('../screens/settlement/earning.js')),
  page('settlement/withdrawals', () => import('../screens/settlement/withdrawals.js')),
  page('settlement/withdrawals/:withdrawalId', () => import('../screens/settlement/withdrawal.js')),
  page('settlement/withdrawals/lists', () => import('../screens/settlement/lists.js')),
  page('settlement/withdrawals/lists/:batchId', () => import('../screens/settlement/payment-list.js')),
  page('settlement/payees', () => import('../screens/settlement/payees.js')),
  page('settlement/payees/:customerId', () => import('../screens/settlement/payee.js')),
  page('settlement/statements', () => import('../screens/settlement/statements.js')),
  page('settlement/statements/:customerId/:month', () => import('../screens/settlement/statement.js')),
  page('aftersales', () => import('../screens/aftersale/list.js')),
  page('aftersales/settings', () => import('../screens/aftersale/settings.js')),
  page('aftersales/:caseId', () => import('../screens/aftersale/case.js')),
  page('invoices', () => import('../screens/invoices/list.js')),
  page('invoices/:invoiceId', () => import('../screens/invoices/detail.js')),
  page('settlement/settings', () => import('../screens/settlement/settings.js')),
  page('payment-accounts', () => import('../screens/payments/accounts.js')),
  page('bills', () => import('../screens/payments/bills.js')),
  page('settings', () => import('../screens/shop/settings.js')),
  page('staff', () => import('../screens/shop/staff.js')),
  page('messages', () => import('../screens/messages/sends.js')),
  page('messages/texts', () => import('../screens/messages/texts.js')),
  page('messages/settings', () => import('../screens/messages/settings.js')),
  page('messages/inbox', () => import('../screens/messages/inbox.js')),
  page('audit', () => import('../screens/shop/audit.js')),
  page('more', () => import('../screens/shop/more.js')),
  { path: '*', element: <PageMissing /> },
]

export const router = createBrowserRouter(
  [
    {
      errorElement: <Crashed />,
      hydrateFallbackElement: <div className="boot" />,
      children: [
        page('/sign-in', () => import('../screens/start/sign-in.js')),
        page('/sign-up', () => import('../screens/start/sign-up.js')),
        {
          element: <SignedIn />,
          children: [
            page('/', () => import('../screens/start/shops.js')),
            page('/open', () => import('../screens/start/open-shop.js')),
            page('/join', () => import('../screens/start/join.js')),
            page('/operator', () => import('../screens/operator/screen.js')),
            page('/account', () => import('../screens/start/account.js')),
            { path: '/s/:slug', element: <InShop />, errorElement: <Crashed />, children: shopPages },
          ],
        },
        { path: '*', element: <Navigate to="/" replace /> },
      ],
    },
  ],
  { basename: '/admin' },
)
