import {
  AccountBookOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BankOutlined,
  CalculatorOutlined,
  CalendarOutlined,
  CarOutlined,
  ControlOutlined,
  FileTextOutlined,
  FireOutlined,
  GiftOutlined,
  HomeOutlined,
  IdcardOutlined,
  ImportOutlined,
  MailOutlined,
  ProfileOutlined,
  RollbackOutlined,
  SettingOutlined,
  ShoppingOutlined,
  SnippetsOutlined,
  TagsOutlined,
  TeamOutlined,
  TransactionOutlined,
  UserOutlined,
  WalletOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { useTexts } from '../i18n/texts.js'
import { useShop } from './session.js'

export interface Place {
  readonly path: string
  /** Everything below here belongs to it; its own path when left out. */
  readonly home?: string
  readonly label: string
  readonly icon: ReactNode
  /** What one must be allowed to see it. */
  readonly scope: string | null
}

interface Places {
  /** In the order of the left navigation, in groups. */
  readonly groups: readonly { readonly title: string | null; readonly places: readonly Place[] }[]
  /** The bottom bar of a phone; everything else is under `more`. */
  readonly bar: readonly Place[]
  readonly more: readonly Place[]
}

/** Where one can go in this shop's console, without what one may not see. */
export function usePlaces(): Places {
  const { nav } = useTexts()
  const { scopes } = useShop()
  const place = (path: string, label: string, icon: ReactNode, scope: string | null = null): Place => ({
    path,
    label,
    icon,
    scope,
  })
  const overview = place('', nav.overview, <HomeOutlined />)
  const orders = place('/orders', nav.orders, <ProfileOutlined />, 'orders:read')
  const aftersales = place('/aftersales', nav.aftersales, <RollbackOutlined />, 'orders:read')
  const invoices = place('/invoices', nav.invoices, <SnippetsOutlined />, 'orders:refund')
  const products = place('/products', nav.products, <ShoppingOutlined />, 'catalog:read')
  const tools = place('/marketing', nav.mechanics, <GiftOutlined />, 'plugins:read')
  const plans = [
    place('/marketing/campaigns', nav.campaigns, <FireOutlined />, 'marketing:read'),
    place('/marketing/calendar', nav.calendar, <CalendarOutlined />, 'marketing:read'),
  ]
  const goods = [
    place('/categories', nav.categories, <TagsOutlined />, 'catalog:read'),
    place('/delivery', nav.delivery, <CarOutlined />, 'store:read'),
    place('/imports', nav.imports, <ImportOutlined />, 'catalog:read'),
  ]
  const customers = place('/customers', nav.customers, <UserOutlined />, 'customers:read')
  const earnings = place('/settlement', nav.earnings, <WalletOutlined />, 'payouts:read')
  const settlement = [
    earnings,
    place('/settlement/withdrawals', nav.withdrawals, <TransactionOutlined />, 'payouts:read'),
    place('/settlement/payees', nav.payees, <IdcardOutlined />, 'payouts:read'),
    place('/settlement/statements', nav.statements, <FileTextOutlined />, 'payouts:read'),
    place('/settlement/settings', nav.settlementRules, <ControlOutlined />, 'payouts:read'),
  ]
  const money = [
    place('/payment-accounts', nav.paymentAccounts, <BankOutlined />, 'payments:read'),
    place('/bills', nav.bills, <AccountBookOutlined />, 'payments:read'),
  ]
  const shop = [
    place('/settings', nav.settings, <SettingOutlined />, 'store:read'),
    place('/staff', nav.staff, <TeamOutlined />, 'staff:read'),
    place('/messages', nav.messages, <MailOutlined />, 'messages:read'),
    place('/audit', nav.audit, <AuditOutlined />, 'audit:read'),
  ]
  const seen = (places: readonly Place[]) =>
    places.filter(({ scope }) => scope === null || scopes.includes(scope))
  const simulator = place('/marketing/simulator', nav.simulator, <CalculatorOutlined />, 'marketing:read')
  const [firstOfMarketing] = seen([...plans, tools])
  const marketing = firstOfMarketing
    ? [{ ...firstOfMarketing, home: '/marketing', label: nav.marketing, icon: <GiftOutlined /> }]
    : []
  return {
    groups: [
      { title: null, places: seen([overview, orders, aftersales, invoices, customers]) },
      { title: nav.marketing, places: seen([...plans, tools, simulator]) },
      { title: nav.products, places: seen([{ ...products, label: nav.productList }, ...goods]) },
      { title: nav.settlement, places: seen(settlement) },
      { title: nav.payments, places: seen(money) },
      { title: nav.shop, places: seen(shop) },
    ].filter(({ places }) => places.length > 0),
    bar: [
      ...seen([overview, orders, products]),
      ...marketing,
      place('/more', nav.more, <AppstoreOutlined />),
    ],
    more: seen([
      aftersales,
      invoices,
      ...goods,
      customers,
      { ...earnings, label: nav.settlement },
      ...money,
      ...shop,
    ]),
  }
}

/** The place one is in: the longest path that the address begins with. */
export function useCurrentPlace(places: readonly Place[]): Place | undefined {
  const { slug } = useShop()
  const { pathname } = useLocation()
  const rest = pathname.replace(`/s/${slug}`, '').replace(/\/$/, '')
  return places
    .filter(({ path, home = path }) =>
      home === '' ? rest === '' : rest === home || rest.startsWith(`${home}/`),
    )
    .sort((a, b) => b.path.length - a.path.length)[0]
}
