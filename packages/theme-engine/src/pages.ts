import type { AftersalePage, CasePage } from './aftersale-models.js'
/** The contract between server and themes: which pages there are, what each is given, and what may be cached. */
import type { EarningsPage, PayeePage, WithdrawalPage, WithdrawPage } from './earnings-models.js'
import type { InvoicePage } from './invoice-models.js'
import type { NotifyPage, UnsubscribePage } from './notify-models.js'
import type {
  AccountPage,
  CartPage,
  CategoriesPage,
  CategoryPage,
  CheckoutPage,
  ErrorPage,
  HomePage,
  LoginPage,
  MessagesPage,
  OrderListPage,
  OrderPage,
  OrderVerifyPage,
  PaymentPage,
  PluginPage,
  ProductPage,
  ProfilePage,
  SearchPage,
  SharePage,
  StatementPage,
} from './page-models.js'

export interface PageModels {
  home: HomePage
  categories: CategoriesPage
  category: CategoryPage
  search: SearchPage
  product: ProductPage
  cart: CartPage
  checkout: CheckoutPage
  payment: PaymentPage
  order: OrderPage
  'order-verify': OrderVerifyPage
  aftersale: AftersalePage
  case: CasePage
  invoice: InvoicePage
  orders: OrderListPage
  account: AccountPage
  profile: ProfilePage
  notify: NotifyPage
  unsubscribe: UnsubscribePage
  messages: MessagesPage
  earnings: EarningsPage
  withdraw: WithdrawPage
  payee: PayeePage
  withdrawal: WithdrawalPage
  statement: StatementPage
  login: LoginPage
  share: SharePage
  plugin: PluginPage
  error: ErrorPage
}
export type PageName = keyof PageModels

/** Cacheable pages hold only what everyone of one price audience sees; everything personal in them is a gap. */
export const pages = {
  home: { cacheable: true },
  categories: { cacheable: true },
  category: { cacheable: true },
  search: { cacheable: true },
  product: { cacheable: true },
  cart: { cacheable: false },
  checkout: { cacheable: false },
  payment: { cacheable: false },
  order: { cacheable: false },
  'order-verify': { cacheable: false },
  aftersale: { cacheable: false },
  case: { cacheable: false },
  invoice: { cacheable: false },
  orders: { cacheable: false },
  account: { cacheable: false },
  profile: { cacheable: false },
  notify: { cacheable: false },
  unsubscribe: { cacheable: false },
  messages: { cacheable: false },
  earnings: { cacheable: false },
  withdraw: { cacheable: false },
  payee: { cacheable: false },
  withdrawal: { cacheable: false },
  statement: { cacheable: false },
  login: { cacheable: false },
  share: { cacheable: false },
  plugin: { cacheable: false },
  error: { cacheable: false },
} as const satisfies Record<PageName, { cacheable: boolean }>

export const pageNames = Object.keys(pages) as PageName[]

export type * from './earnings-models.js'
export type * from './notify-models.js'
export type * from './page-models.js'
export * from './page-parts.js'
